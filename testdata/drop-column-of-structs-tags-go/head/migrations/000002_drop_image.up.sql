ALTER TABLE playlists DROP COLUMN image_file;
