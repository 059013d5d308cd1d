ALTER TABLE posts DROP COLUMN short_title;
