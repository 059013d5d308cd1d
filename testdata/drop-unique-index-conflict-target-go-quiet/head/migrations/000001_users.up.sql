CREATE TABLE users (
    id            BIGSERIAL PRIMARY KEY,
    email         TEXT NOT NULL,
    username      TEXT,
    password_hash TEXT NOT NULL
);
CREATE UNIQUE INDEX users_email ON users (email);
