CREATE TABLE users (id int PRIMARY KEY, name varchar(40), kind enum('fresh', 'open'));
CREATE TABLE orders (id int PRIMARY KEY, email varchar(40));
CREATE TABLE accounts (id int PRIMARY KEY, email varchar(40));
CREATE TABLE notes (id int PRIMARY KEY, label varchar(40), size int);
CREATE VIEW v_ids AS SELECT id FROM users;
CREATE VIEW v_kinds AS SELECT id, kind FROM users;
CREATE VIEW v_listed (one, two) AS SELECT * FROM v_kinds;
CREATE VIEW v_mails AS SELECT email FROM accounts;
CREATE FUNCTION how_many() RETURNS int RETURN (SELECT max(accounts.id) FROM v_mails CROSS JOIN accounts WHERE EXISTS (SELECT id FROM orders t1 WHERE email = v_mails.email));
