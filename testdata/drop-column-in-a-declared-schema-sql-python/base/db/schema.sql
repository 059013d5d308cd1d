CREATE TABLE users (
    id bigint PRIMARY KEY,
    username text,
    email text NOT NULL
);

CREATE VIEW emails AS SELECT id, email FROM users;
