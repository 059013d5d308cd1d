package shop;

import io.quarkus.hibernate.orm.panache.PanacheEntity;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;

@Entity
@Table(name = "t_user")
public class User extends PanacheEntity {
    public String email;

    @Column(name = "mail_addr")
    public String contact;

    @Column(name = "alias_name")
    public String nick;

    public static User byEmail(String email) {
        return find("email", email).firstResult();
    }
}
