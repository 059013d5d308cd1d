ALTER TABLE people RENAME COLUMN mail TO email_address;
ALTER TABLE people DROP COLUMN login;
ALTER TABLE people RENAME COLUMN writer_id TO author_id;
ALTER TABLE people DROP COLUMN state;
ALTER TABLE people DROP COLUMN old_title;
