ALTER TABLE people RENAME COLUMN phone TO telephone;
ALTER TABLE people DROP COLUMN mail;
ALTER TABLE people DROP COLUMN nick;
ALTER TABLE badges RENAME COLUMN serial TO number;
