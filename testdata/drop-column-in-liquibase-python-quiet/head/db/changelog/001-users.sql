--liquibase formatted sql

--changeset shop:1
CREATE TABLE users (
    id            BIGSERIAL PRIMARY KEY,
    email         TEXT NOT NULL UNIQUE,
    username      TEXT,
    password_hash TEXT NOT NULL
);
--rollback DROP TABLE users;
