ALTER TABLE users DROP COLUMN visible, DROP COLUMN theme_name, DROP COLUMN language;
