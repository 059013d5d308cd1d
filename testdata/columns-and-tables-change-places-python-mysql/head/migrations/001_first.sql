CREATE TABLE users (id int PRIMARY KEY, name varchar(40), note varchar(40));
CREATE TABLE people (id int PRIMARY KEY, name varchar(40));
CREATE TABLE guests (id int PRIMARY KEY, name varchar(40), email varchar(80) NOT NULL);
CREATE TABLE orders (id int PRIMARY KEY, name varchar(40), total int);
CREATE VIEW names AS SELECT id, name FROM people;
CREATE VIEW totals AS SELECT id, total FROM orders;
