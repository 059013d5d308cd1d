CREATE TABLE orders (
    id           BIGSERIAL PRIMARY KEY,
    price_amount BIGINT
);
CREATE TABLE order_lines (
    order_id BIGINT NOT NULL,
    value    TEXT,
    product  TEXT
);
