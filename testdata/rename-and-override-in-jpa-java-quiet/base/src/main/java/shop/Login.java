package shop;

import jakarta.persistence.EntityManager;

class Login {
    User of(EntityManager em, String email) {
        return em.createQuery("FROM User u WHERE u.email = :email", User.class).getSingleResult();
    }

    String label(User user) {
        return user.getNick();
    }
}
