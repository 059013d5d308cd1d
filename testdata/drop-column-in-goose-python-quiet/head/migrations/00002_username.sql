-- +goose Up
ALTER TABLE users DROP COLUMN username;

-- +goose Down
ALTER TABLE users ADD COLUMN username TEXT;
