CREATE TABLE users (id bigint primary key);
CREATE TABLE tokens (id bigint primary key, name text);
