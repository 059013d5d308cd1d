CREATE SCHEMA app;
CREATE TABLE users (id int PRIMARY KEY, name text);
CREATE TABLE orders (id int PRIMARY KEY, total int);
CREATE FUNCTION how_many() RETURNS bigint LANGUAGE sql AS $$ SELECT count(*) FROM users $$;
