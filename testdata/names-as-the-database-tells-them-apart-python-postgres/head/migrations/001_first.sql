CREATE SCHEMA app;
CREATE TABLE users (id int PRIMARY KEY, "Email" text, email text, amount int, total int, twice int GENERATED ALWAYS AS (total * 2) STORED);
CREATE TABLE orders (id int PRIMARY KEY, user_id int, note text);
CREATE TABLE items (id int PRIMARY KEY, name text);
CREATE TABLE app.items (id int PRIMARY KEY, name text);
CREATE TABLE slots (id int PRIMARY KEY, kind text, place int);
CREATE VIEW buyers AS SELECT id, email FROM users;
