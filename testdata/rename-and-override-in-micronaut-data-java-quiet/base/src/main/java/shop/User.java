package shop;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import io.micronaut.data.annotation.MappedProperty;

@MappedEntity("t_user")
public class User {
    @Id
    private Long id;
    @MappedProperty("login_email")
    private String email;
    @MappedProperty("alias_name")
    private String nick;
}
