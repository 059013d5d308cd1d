package shop.web;

import shop.entity.PostStore;

class Unnamed {
    private final PostStore store = null;

    int one() {
        return store.findById(1L).orElseThrow().getRating();
    }
}
