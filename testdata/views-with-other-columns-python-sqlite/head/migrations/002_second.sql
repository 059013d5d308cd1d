DROP VIEW short;
CREATE VIEW short AS SELECT id, name FROM users;
ALTER TABLE users ADD COLUMN points int;
ALTER TABLE teams RENAME TO kept;
CREATE TABLE teams (id int PRIMARY KEY, name text);
DROP TABLE kept;
