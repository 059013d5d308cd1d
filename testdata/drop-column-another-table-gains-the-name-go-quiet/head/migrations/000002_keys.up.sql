ALTER TABLE sessions ADD COLUMN shared_key text;
ALTER TABLE peers DROP COLUMN shared_key;
