CREATE TYPE mood AS ENUM ('fresh', 'open', 'done');
CREATE TABLE tickets (id int PRIMARY KEY, state mood);
CREATE VIEW ticket_states AS SELECT state, id FROM tickets;
CREATE TABLE accounts (id int PRIMARY KEY, points int DEFAULT 7, owner int);
CREATE TABLE items (id int PRIMARY KEY, amount int, kind mood);
CREATE TABLE labels (id int PRIMARY KEY, name text);
CREATE TABLE logs (id int PRIMARY KEY, text text NOT NULL DEFAULT 'none');
