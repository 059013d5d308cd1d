CREATE TYPE mood AS ENUM ('open', 'done');
CREATE TABLE orders (id int PRIMARY KEY, status mood, total int);
CREATE TABLE users (id int PRIMARY KEY, name text);
CREATE FUNCTION done() RETURNS bigint RETURN (SELECT count(*) FROM orders WHERE status = 'done');
CREATE FUNCTION most() RETURNS int RETURN (SELECT max(total) FROM orders CROSS JOIN users);
