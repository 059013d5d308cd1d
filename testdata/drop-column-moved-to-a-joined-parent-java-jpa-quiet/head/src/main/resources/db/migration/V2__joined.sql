CREATE TABLE line (pk bigint PRIMARY KEY, changed_by text NOT NULL, name text NOT NULL);
INSERT INTO line (pk, changed_by, name) SELECT pk, changed_by, name FROM flexible_line;
ALTER TABLE flexible_line DROP COLUMN changed_by, DROP COLUMN name, DROP COLUMN season;
