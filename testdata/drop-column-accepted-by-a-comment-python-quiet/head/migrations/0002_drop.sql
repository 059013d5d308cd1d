ALTER TABLE users DROP COLUMN nickname;

CREATE INDEX users_email_idx ON users (email); -- migcheck: allow lock: a hundred rows
