package shop;

import org.jooq.DSLContext;
import shop.jooq.tables.Client;

class Clients {
    private final DSLContext dsl;

    Clients(DSLContext dsl) {
        this.dsl = dsl;
    }

    void pattern(String name, String value) {
        dsl.update(Client.CLIENT).set(Client.CLIENT.URI_PATTERN, value).where(Client.CLIENT.NAME.eq(name)).execute();
    }
}
