CREATE TABLE users (id int PRIMARY KEY, name text);
CREATE TABLE orders (id int PRIMARY KEY, user_id integer, total integer, note text);
CREATE TABLE items (id int PRIMARY KEY, order_id integer);
CREATE TRIGGER forget AFTER DELETE ON orders BEGIN UPDATE users SET name = NULL WHERE id = OLD.user_id; END;
CREATE TABLE one (id int PRIMARY KEY, amount integer);
CREATE TABLE two (id int PRIMARY KEY);
