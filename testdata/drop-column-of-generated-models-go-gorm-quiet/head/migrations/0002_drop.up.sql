ALTER TABLE app_member DROP COLUMN nick;
