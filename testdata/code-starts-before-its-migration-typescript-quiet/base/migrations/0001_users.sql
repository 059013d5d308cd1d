CREATE TABLE users (
    id bigint PRIMARY KEY,
    email text NOT NULL,
    username text
);
CREATE TABLE places (id bigint PRIMARY KEY, locale text);
