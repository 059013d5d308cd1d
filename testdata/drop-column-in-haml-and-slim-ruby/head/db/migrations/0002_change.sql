ALTER TABLE merchants DROP COLUMN icon_url;
