CREATE TYPE mood AS ENUM ('open', 'done');
CREATE TABLE orders (id int PRIMARY KEY, status mood, total int);
CREATE TABLE users (id int PRIMARY KEY, name text);
CREATE FUNCTION done() RETURNS bigint LANGUAGE sql AS $$ SELECT count(*) FROM orders WHERE status = 'done' $$;
CREATE FUNCTION most() RETURNS int LANGUAGE sql AS $$ SELECT max(total) FROM orders CROSS JOIN users $$;
