ALTER TABLE user_accounts DROP COLUMN user_name, DROP COLUMN email_address, DROP COLUMN home_city, DROP COLUMN created_at, DROP COLUMN team_id;
