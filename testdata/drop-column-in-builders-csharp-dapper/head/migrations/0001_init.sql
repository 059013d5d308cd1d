CREATE TABLE users (id bigint PRIMARY KEY, name text, rating int);
CREATE TABLE posts (id bigint PRIMARY KEY, title text, rating int, writer_id bigint REFERENCES users (id));
