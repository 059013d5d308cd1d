package shop.web;

import java.util.*;
import java.util.stream.Collectors;

import shop.entity.Post;
import shop.entity.PostStore;

class Rows {
    private PostStore store;

    int one() {
        return store.findById(1L).orElseThrow().getRating();
    }

    void inferred() {
        var row = store.findById(1L).get();
        row.setRating(3);
    }

    void present() {
        store.findById(1L).ifPresent(row -> row.setRating(3));
    }

    List<Integer> streamed() {
        return store.findAll().stream().map(row -> row.getRating()).toList();
    }

    void looped() {
        for (var row : store.findAll()) {
            row.setRating(3);
        }
    }

    List<Post> sorted(List<Post> rows) {
        return rows.stream().sorted((a, b) -> a.getRating() - b.getRating()).toList();
    }

    Map<Integer, List<Post>> grouped(Set<Post> rows) {
        return rows.stream().collect(Collectors.groupingBy(row -> row.getRating()));
    }

    int keyed(Map<Long, Post> rows) {
        return rows.get(1L).getRating();
    }

    void declared() {
        store.newest(null).getContent().forEach(row -> row.setRating(3));
    }
}
