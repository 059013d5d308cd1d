ALTER TABLE users DROP COLUMN nick_name;
ALTER TABLE users DROP COLUMN password_digest;
