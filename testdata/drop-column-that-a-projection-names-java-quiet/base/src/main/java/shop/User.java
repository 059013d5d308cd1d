package shop;

import jakarta.persistence.*;
import lombok.Data;

@Data
@Entity
@Table(name = "t_user")
public class User {
    @Id
    private Long id;
    @Column(name = "login_email")
    private String email;
    @Column(name = "alias_name")
    private String nick;
}
