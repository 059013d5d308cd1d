ALTER TABLE user_accounts DROP COLUMN old_notes, DROP COLUMN updated_at;
