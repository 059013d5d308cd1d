PRAGMA legacy_alter_table = ON;
ALTER TABLE users RENAME TO users_old;
CREATE TABLE users (id int PRIMARY KEY, name text);
INSERT INTO users SELECT id, name FROM users_old;
DROP TABLE users_old;
PRAGMA legacy_alter_table = OFF;
ALTER TABLE items ADD COLUMN total integer;
ALTER TABLE orders DROP COLUMN note;
