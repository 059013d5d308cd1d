CREATE SCHEMA app;
CREATE TABLE app.invoices (id int PRIMARY KEY, total int);
CREATE VIEW invoices_seen AS SELECT id FROM app.invoices;
CREATE TABLE users (id int PRIMARY KEY, name text, note text);
CREATE VIEW all_users AS SELECT * FROM users;
CREATE MATERIALIZED VIEW notes AS SELECT note FROM users;
CREATE FUNCTION how_many() RETURNS bigint RETURN (SELECT count(name) FROM users);
CREATE FUNCTION last_note() RETURNS text LANGUAGE sql AS $$ SELECT max(note) FROM users $$;
