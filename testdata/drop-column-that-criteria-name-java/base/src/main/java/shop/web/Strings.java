package shop.web;

import jakarta.persistence.EntityManager;
import jakarta.persistence.criteria.*;
import org.springframework.data.domain.*;
import org.springframework.data.jpa.domain.Specification;

import shop.entity.Post;
import shop.entity.PostStore;
import shop.entity.Post_;
import shop.entity.QPost;

class Strings {
    private static final Sort BEST = Sort.by(Sort.Direction.DESC, "rating");

    private PostStore store;

    Predicate typed(CriteriaBuilder cb, Root<Post> root) {
        return cb.equal(root.get("rating"), 3);
    }

    void made(CriteriaBuilder cb, CriteriaQuery<Post> query) {
        var root = query.from(Post.class);
        query.where(cb.gt(root.<Integer>get("rating"), 3));
    }

    static Specification<Post> good() {
        return (root, query, cb) -> cb.gt(root.get("rating"), 3);
    }

    Predicate generated(CriteriaBuilder cb, Root<Post> root) {
        return cb.and(cb.equal(root.get(Post_.rating), 3), cb.equal(root.get(Post_.RATING), 3));
    }

    Object querydsl() {
        QPost post = QPost.post;
        return List.of(QPost.post.rating, post.rating);
    }

    void sorted() {
        store.findAll(Sort.by("rating"));
        store.findAll(PageRequest.of(0, 10, Sort.by(Sort.Order.desc("rating"))));
        store.findAll(BEST);
        var page = PageRequest.of(0, 10, Sort.by("title", "rating"));
        store.findAll(page);
    }
}
