package shop;

import io.quarkus.hibernate.orm.panache.PanacheRepository;

class Users implements PanacheRepository<User> {
    User byContact(String contact) {
        return find("nick = ?1", contact).firstResult();
    }

    long named(String nick) {
        return User.count("nick", nick);
    }

    Object sorted() {
        return User.list("from User u order by u.nick");
    }
}
