CREATE TABLE users (id int PRIMARY KEY, name varchar(40), note varchar(40));
CREATE TABLE people (id int PRIMARY KEY, name varchar(40));
CREATE TABLE guests (id int PRIMARY KEY, name varchar(40), email varchar(80));
CREATE TABLE orders (id int PRIMARY KEY, name varchar(40), total int);
CREATE VIEW names AS SELECT id, name FROM people;
CREATE VIEW totals AS SELECT id, total FROM orders;
CREATE TABLE tags (id int PRIMARY KEY, label varchar(40));
CREATE TABLE notes (id int PRIMARY KEY, label varchar(40));
CREATE FUNCTION tagged() RETURNS int RETURN (SELECT max(a.id) FROM notes a WHERE a.id IN (SELECT label FROM tags));
