ALTER TABLE accounts DROP COLUMN username;
ALTER TABLE accounts DROP COLUMN user_id;
