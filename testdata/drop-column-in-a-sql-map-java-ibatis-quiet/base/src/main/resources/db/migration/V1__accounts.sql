CREATE TABLE accounts (
    id         BIGSERIAL PRIMARY KEY,
    name       TEXT NOT NULL,
    language   TEXT,
    lang       TEXT,
    banner     TEXT,
    image      TEXT,
    seen       TIMESTAMP,
    visited_at TIMESTAMP
);
