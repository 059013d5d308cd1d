CREATE TABLE users (id int PRIMARY KEY, name text, email text);
CREATE TABLE orders (id int PRIMARY KEY, amount int, login text);
CREATE TABLE items (id int PRIMARY KEY, place int);
CREATE VIEW names AS SELECT name FROM users;
CREATE VIEW pairs AS SELECT a.id, b.id AS other FROM items a JOIN orders b ON a.id = b.id;
