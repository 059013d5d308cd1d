ALTER TABLE posts DROP COLUMN writer_id, DROP COLUMN rating;
