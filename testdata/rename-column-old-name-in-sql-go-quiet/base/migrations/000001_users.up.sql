CREATE TABLE users (
    id            BIGSERIAL PRIMARY KEY,
    email_address TEXT NOT NULL
);
