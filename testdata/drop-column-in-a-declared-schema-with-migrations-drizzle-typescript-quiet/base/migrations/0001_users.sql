CREATE TABLE users (id serial PRIMARY KEY, email text NOT NULL, nick_name text, created_at timestamp);
