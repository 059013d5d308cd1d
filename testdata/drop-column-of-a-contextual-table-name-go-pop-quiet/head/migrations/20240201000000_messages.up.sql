ALTER TABLE flows DROP COLUMN messages;
