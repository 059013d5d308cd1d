ALTER TABLE users DROP COLUMN posts_count;
ALTER TABLE users DROP COLUMN seen_at;
ALTER TABLE users DROP COLUMN level;
ALTER TABLE comments DROP COLUMN commentable_type;
ALTER TABLE comments DROP COLUMN reader_id;
