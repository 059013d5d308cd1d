ALTER TABLE peers DROP COLUMN shared_key;
