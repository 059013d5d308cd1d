package shop;

import static shop.db.Tables.POSTS;
import static shop.db.Tables.BOOKS;

import org.jooq.DSLContext;

class Rows {
    void aliased(DSLContext db) {
        var p = POSTS.as("p");
        db.select(p.RATING).from(p).fetch();
    }

    int one(DSLContext db) {
        var row = db.selectFrom(POSTS).fetchOne();
        return row.getRating();
    }

    void each(DSLContext db) {
        for (var row : db.selectFrom(POSTS).where(POSTS.ID.gt(3L)).fetch()) {
            row.setRating(3);
        }
    }

    int twice(DSLContext db, boolean more) {
        var row = db.selectFrom(POSTS).fetchOne();
        row.setTitle("x");
        return 1;
    }
}
