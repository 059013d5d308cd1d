-- Marked as deprecated since March.
ALTER TABLE users DROP COLUMN username;
