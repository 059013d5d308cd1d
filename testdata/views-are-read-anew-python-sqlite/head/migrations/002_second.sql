ALTER TABLE users DROP COLUMN note;
ALTER TABLE users RENAME COLUMN name TO login;
ALTER TABLE users ADD COLUMN shown text GENERATED ALWAYS AS (upper(login)) VIRTUAL;
ALTER TABLE logs RENAME TO log_entries;
CREATE VIEW logs AS SELECT * FROM log_entries;
