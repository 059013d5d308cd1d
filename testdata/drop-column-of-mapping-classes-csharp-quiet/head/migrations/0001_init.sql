CREATE TABLE posts (id bigint PRIMARY KEY, rating int, marks int, gone int);
CREATE TABLE stories (id bigint PRIMARY KEY, rating int, marks int, gone int);
CREATE TABLE pages (id bigint PRIMARY KEY, rating int, marks int, gone int);
CREATE TABLE leaves (id bigint PRIMARY KEY, rating int, marks int, gone int);
