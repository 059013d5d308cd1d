CREATE TABLE users (
    id            BIGSERIAL PRIMARY KEY,
    email         TEXT NOT NULL UNIQUE,
    username      TEXT,
    password_hash TEXT NOT NULL
);
CREATE TABLE orders (id BIGSERIAL PRIMARY KEY, note TEXT);
CREATE TABLE notes (id BIGSERIAL PRIMARY KEY, title TEXT, body TEXT);
