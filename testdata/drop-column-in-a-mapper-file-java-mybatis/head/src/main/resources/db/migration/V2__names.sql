ALTER TABLE users DROP COLUMN username;
ALTER TABLE users DROP COLUMN nickname;
ALTER TABLE users RENAME COLUMN email_addr TO email;
ALTER TABLE accounts DROP COLUMN plan_name;
