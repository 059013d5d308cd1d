CREATE TABLE posts (id bigint PRIMARY KEY, title text, rating integer);
CREATE TABLE reviews (id bigint PRIMARY KEY, title text, rating integer);
