-- +migrate Up
ALTER TABLE users DROP COLUMN username;

-- +migrate Down
ALTER TABLE users ADD COLUMN username TEXT;
