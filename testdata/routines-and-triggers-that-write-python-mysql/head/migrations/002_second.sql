ALTER TABLE accounts DROP COLUMN total;
ALTER TABLE audit ADD COLUMN actor varchar(40) NOT NULL;
DROP VIEW names;
CREATE VIEW names AS SELECT * FROM users s;
