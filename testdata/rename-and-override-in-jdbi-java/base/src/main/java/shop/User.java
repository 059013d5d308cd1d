package shop;

import org.jdbi.v3.core.mapper.reflect.ColumnName;

public class User {
    private long id;
    private String email;
    @ColumnName("mail_addr")
    private String contact;
    @ColumnName("alias_name")
    private String nick;

    public String getEmail() {
        return email;
    }

    public String getContact() {
        return contact;
    }

    public String getNick() {
        return nick;
    }
}
