DROP VIEW v_kinds;
CREATE VIEW v_kinds AS SELECT id FROM users;
ALTER TABLE orders RENAME COLUMN email TO login;
ALTER TABLE notes DROP COLUMN label, ADD COLUMN points int;
ALTER TABLE notes RENAME TO kept;
CREATE VIEW notes AS SELECT * FROM kept;
