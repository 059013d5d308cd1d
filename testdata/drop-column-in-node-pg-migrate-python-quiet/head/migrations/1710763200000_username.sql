-- Up Migration
ALTER TABLE users DROP COLUMN username;

-- Down Migration
ALTER TABLE users ADD COLUMN username TEXT;
