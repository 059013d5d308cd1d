package shop.web;

import java.util.*;
import java.util.stream.Collectors;

import shop.entity.Book;
import shop.entity.BookStore;

class Rows {
    private BookStore store;

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

    List<Book> sorted(List<Book> rows) {
        return rows.stream().sorted((a, b) -> a.getRating() - b.getRating()).toList();
    }

    Map<Integer, List<Book>> grouped(Set<Book> rows) {
        return rows.stream().collect(Collectors.groupingBy(row -> row.getRating()));
    }

    int keyed(Map<Long, Book> rows) {
        return rows.get(1L).getRating();
    }

    void declared() {
        store.newest(null).getContent().forEach(row -> row.setRating(3));
    }
}
