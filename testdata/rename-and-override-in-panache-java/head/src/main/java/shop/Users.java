package shop;

import io.quarkus.hibernate.orm.panache.PanacheRepository;

class Users implements PanacheRepository<User> {
    User byContact(String contact) {
        return find("contact = ?1 and nick is not null", contact).firstResult();
    }

    long named(String nick) {
        return User.count("nick", nick);
    }

    Object sorted() {
        return User.list("from User u order by u.contact");
    }
}
