ALTER TABLE users DROP COLUMN nick_name, email;
ALTER TABLE users SET UNUSED (phone, fax);
