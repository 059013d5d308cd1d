CREATE TABLE users (
    id         BIGSERIAL PRIMARY KEY,
    user_name  TEXT NOT NULL,
    email      TEXT,
    author_id  BIGINT,
    nickname   TEXT
);
CREATE TABLE orders (
    id         BIGSERIAL PRIMARY KEY,
    total_cost BIGINT,
    note       TEXT,
    email      TEXT
);
CREATE TABLE teams (
    id   BIGSERIAL PRIMARY KEY,
    city TEXT,
    town TEXT
);
