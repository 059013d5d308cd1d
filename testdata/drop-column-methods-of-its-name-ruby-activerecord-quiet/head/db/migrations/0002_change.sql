ALTER TABLE api_keys DROP COLUMN hashed;
ALTER TABLE api_keys DROP COLUMN user_id;
ALTER TABLE api_keys DROP COLUMN label;
