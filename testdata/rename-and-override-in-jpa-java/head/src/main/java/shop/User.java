package shop;

import jakarta.persistence.*;

@Entity
@Table(name = "t_user")
public class User {
    @Id
    private Long id;

    private String email;

    @Column(name = "mail_addr")
    private String contact;

    @Column(name = "alias_name")
    private String nick;

    @ManyToOne
    @JoinColumn(name = "boss_id")
    private User boss;

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
