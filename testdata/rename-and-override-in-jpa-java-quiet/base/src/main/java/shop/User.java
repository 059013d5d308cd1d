package shop;

import jakarta.persistence.*;

@Entity
@Table(name = "t_user")
public class User {
    @Id
    private Long id;

    @Column(name = "login_email")
    private String email;

    @Column(name = "alias_name")
    private String nick;

    @ManyToOne
    @JoinColumn(name = "manager_id")
    private User boss;

    public String getEmail() {
        return email;
    }

    public String getNick() {
        return nick;
    }
}
