ALTER TABLE people RENAME COLUMN mail TO email_address;
ALTER TABLE people DROP COLUMN login;
ALTER TABLE books DROP COLUMN owner_ref;
