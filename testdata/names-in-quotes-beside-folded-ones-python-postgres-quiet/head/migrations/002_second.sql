ALTER TABLE items DROP COLUMN email;
ALTER TABLE users RENAME COLUMN "Key" TO code;
ALTER TABLE users ADD COLUMN "Key" text;
ALTER TABLE accounts ADD COLUMN total int;
