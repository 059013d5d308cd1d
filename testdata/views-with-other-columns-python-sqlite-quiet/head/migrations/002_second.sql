DROP VIEW short;
CREATE VIEW short AS SELECT id, name FROM users;
ALTER TABLE users RENAME COLUMN note TO remark;
ALTER TABLE teams RENAME TO kept;
