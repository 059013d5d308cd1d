CREATE TABLE posts (id bigint PRIMARY KEY, title text, rating int, spare text);
CREATE TABLE reviews (id bigint PRIMARY KEY, title text, rating int, spare text);
