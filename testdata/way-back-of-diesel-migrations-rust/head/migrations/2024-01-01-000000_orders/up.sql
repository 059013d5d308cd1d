CREATE TABLE orders (
    id BIGINT PRIMARY KEY,
    note TEXT NOT NULL DEFAULT '',
    total BIGINT NOT NULL
);

CREATE INDEX orders_total ON orders (total);
