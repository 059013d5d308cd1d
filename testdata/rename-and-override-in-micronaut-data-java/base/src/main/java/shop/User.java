package shop;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import io.micronaut.data.annotation.MappedProperty;

@MappedEntity("t_user")
public class User {
    @Id
    private Long id;
    private String email;
    @MappedProperty("mail_addr")
    private String contact;
    @MappedProperty("alias_name")
    private String nick;

    public String getContact() {
        return contact;
    }
}
