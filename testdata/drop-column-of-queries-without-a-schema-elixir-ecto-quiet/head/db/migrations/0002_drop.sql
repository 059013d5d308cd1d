ALTER TABLE users DROP COLUMN nick_name;
