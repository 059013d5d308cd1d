CREATE TYPE mood AS ENUM ('happy', 'sad');
CREATE DOMAIN short_text AS varchar(40);
CREATE TABLE users (id bigint PRIMARY KEY, name short_text NOT NULL, state mood NOT NULL);
CREATE FUNCTION cheer(who bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  UPDATE users SET state = 'happy'::mood WHERE id = who;
END $$;
