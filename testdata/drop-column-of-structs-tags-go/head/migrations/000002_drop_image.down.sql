ALTER TABLE playlists ADD COLUMN image_file text;
