package shop.web;

import shop.entity.BookStore;

class Unnamed {
    private final BookStore store = null;

    int one() {
        return store.findById(1L).orElseThrow().getRating();
    }
}
