CREATE TABLE api_keys (id bigint PRIMARY KEY, name text NOT NULL, hashed text, user_id bigint, label text);
