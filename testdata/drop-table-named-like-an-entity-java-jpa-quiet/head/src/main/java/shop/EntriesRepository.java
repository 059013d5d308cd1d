package shop;

import java.util.List;

import jakarta.persistence.EntityManager;

class EntriesRepository {
    private final EntityManager entityManager;

    EntriesRepository(EntityManager entityManager) {
        this.entityManager = entityManager;
    }

    List<?> all() {
        return entityManager.createQuery("select e from Entries e where e.text is not null", Entries.class).getResultList();
    }

    List<?> some(String text) {
        String query = "select e from Entries e where e.text = :text";
        return entityManager.createQuery(query, Entries.class).setParameter("text", text).getResultList();
    }
}
