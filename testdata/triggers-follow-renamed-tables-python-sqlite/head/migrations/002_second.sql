ALTER TABLE users RENAME TO users_old;
CREATE TABLE users (id int PRIMARY KEY, name text);
INSERT INTO users SELECT id, name FROM users_old;
DROP TABLE users_old;
ALTER TABLE items ADD COLUMN total integer;
ALTER TABLE orders DROP COLUMN note;
ALTER TABLE one RENAME TO middle;
ALTER TABLE two RENAME TO one;
ALTER TABLE middle RENAME TO two;
