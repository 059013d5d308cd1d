CREATE TABLE users (id int PRIMARY KEY, name varchar(40), note varchar(40));
CREATE TABLE accounts (id int PRIMARY KEY, name varchar(40), total int);
CREATE TABLE audit (id int PRIMARY KEY, what varchar(40));
CREATE VIEW names (one, two, three) AS SELECT note, name, id FROM users s;
CREATE PROCEDURE add_account() INSERT INTO accounts VALUES (1, 'first', 0);
CREATE TRIGGER log_users AFTER INSERT ON users FOR EACH ROW INSERT INTO audit (id, what) VALUES (NEW.id, 'added');
