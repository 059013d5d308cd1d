CREATE TABLE users (
    id BIGINT PRIMARY KEY,
    email TEXT NOT NULL UNIQUE,
    username TEXT,
    password TEXT NOT NULL
);
