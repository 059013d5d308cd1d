CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL, token text, session_version integer NOT NULL DEFAULT 0);
