ALTER TABLE app.users DROP COLUMN note;
