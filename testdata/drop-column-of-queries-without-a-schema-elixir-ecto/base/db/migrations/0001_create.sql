CREATE TABLE users (id bigint PRIMARY KEY, nick_name text, email text, name text);
CREATE TABLE teams (id bigint PRIMARY KEY, nick_name text);
