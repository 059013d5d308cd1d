package shop.web;

import jakarta.persistence.EntityManager;
import jakarta.persistence.criteria.*;
import org.springframework.data.domain.*;
import org.springframework.data.jpa.domain.Specification;

import shop.entity.Book;
import shop.entity.BookStore;
import shop.entity.Book_;
import shop.entity.QBook;

class Strings {
    private static final Sort BEST = Sort.by(Sort.Direction.DESC, "rating");

    private BookStore store;

    Predicate typed(CriteriaBuilder cb, Root<Book> root) {
        return cb.equal(root.get("rating"), 3);
    }

    void made(CriteriaBuilder cb, CriteriaQuery<Book> query) {
        var root = query.from(Book.class);
        query.where(cb.gt(root.<Integer>get("rating"), 3));
    }

    static Specification<Book> good() {
        return (root, query, cb) -> cb.gt(root.get("rating"), 3);
    }

    Predicate generated(CriteriaBuilder cb, Root<Book> root) {
        return cb.and(cb.equal(root.get(Book_.rating), 3), cb.equal(root.get(Book_.RATING), 3));
    }

    Object querydsl() {
        QBook book = QBook.book;
        return List.of(QBook.book.rating, book.rating);
    }

    void sorted() {
        store.findAll(Sort.by("rating"));
        store.findAll(PageRequest.of(0, 10, Sort.by(Sort.Order.desc("rating"))));
        store.findAll(BEST);
        var page = PageRequest.of(0, 10, Sort.by("title", "rating"));
        store.findAll(page);
    }
}
