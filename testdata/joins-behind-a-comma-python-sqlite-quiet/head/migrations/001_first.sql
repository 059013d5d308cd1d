CREATE TABLE users (id int PRIMARY KEY, total int);
CREATE TABLE orders (id int PRIMARY KEY, total int, name text);
CREATE TABLE accounts (id int PRIMARY KEY, name text);
