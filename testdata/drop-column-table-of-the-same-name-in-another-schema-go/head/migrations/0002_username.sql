ALTER TABLE auth.users DROP COLUMN username;
