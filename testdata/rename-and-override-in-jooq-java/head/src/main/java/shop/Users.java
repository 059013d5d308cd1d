package shop;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;
import static shop.generated.Tables.T_USER;

import org.jooq.DSLContext;

class Users {
    private final DSLContext dsl;

    Users(DSLContext dsl) {
        this.dsl = dsl;
    }

    Object byEmail(String email) {
        return dsl.selectFrom(T_USER).where(T_USER.EMAIL.eq(email)).fetchOne();
    }

    Object byContact(String contact) {
        return dsl.select(field("id")).from(table("t_user")).where(field("mail_addr").eq(contact)).fetchOne();
    }

    Object names() {
        return dsl.select(field(name("nick"))).from(table(name("t_pet"))).fetch();
    }

    Object aliases() {
        return dsl.select(T_USER.ALIAS_NAME).from(T_USER).fetch();
    }
}
