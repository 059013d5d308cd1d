CREATE TABLE posts (id bigint PRIMARY KEY, title text, rating int, writer_id bigint);
CREATE TABLE books (id bigint PRIMARY KEY, title text, rating int);
