package shop;

import org.jdbi.v3.core.mapper.reflect.ColumnName;

public class User {
    private long id;
    @ColumnName("login_email")
    private String email;
    @ColumnName("alias_name")
    private String nick;

    public String getEmail() {
        return email;
    }

    public String getNick() {
        return nick;
    }
}
