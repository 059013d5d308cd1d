ALTER TABLE accounts DROP COLUMN language;
ALTER TABLE accounts DROP COLUMN banner;
ALTER TABLE accounts DROP COLUMN seen;
