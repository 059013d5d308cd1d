ALTER TABLE comments DROP COLUMN upvotes;
ALTER TABLE users RENAME COLUMN image TO image_file_name;
ALTER TABLE gpx_files DROP COLUMN shared;
