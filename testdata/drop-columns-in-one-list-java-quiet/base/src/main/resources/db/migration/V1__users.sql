CREATE TABLE users (
    id        BIGINT PRIMARY KEY,
    nick_name TEXT,
    email     TEXT,
    phone     TEXT,
    fax       TEXT,
    name      TEXT
);
