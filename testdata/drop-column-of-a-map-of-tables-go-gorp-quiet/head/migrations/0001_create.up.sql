CREATE TABLE orders (
    id      BIGSERIAL PRIMARY KEY,
    status  TEXT,
    remark  TEXT,
    comment TEXT
);
CREATE TABLE receipts (
    id      BIGSERIAL PRIMARY KEY,
    version INT
);
