CREATE TABLE users (id int PRIMARY KEY, name varchar(40), note varchar(40));
CREATE VIEW everybody AS SELECT * FROM users;
CREATE VIEW ids AS SELECT id FROM everybody;
CREATE TABLE orders (id int PRIMARY KEY, total int);
CREATE TABLE items (id int PRIMARY KEY, total int);
CREATE VIEW totals AS SELECT id, total FROM items;
