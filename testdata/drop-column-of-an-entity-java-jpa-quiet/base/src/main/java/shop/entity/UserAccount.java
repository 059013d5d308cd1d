package shop.entity;

import jakarta.persistence.*;

@Entity
@Table(name = Names.ACCOUNTS)
public class UserAccount extends Base {
    private String userName;

    @Column(name = Names.EMAIL)
    private String email;

    @Embedded
    private Address home;

    @ManyToOne(fetch = FetchType.LAZY)
    private Team team;

    @Transient
    private String oldNotes;

    public String getUserName() {
        return userName;
    }

    public String getEmail() {
        return email;
    }
}
