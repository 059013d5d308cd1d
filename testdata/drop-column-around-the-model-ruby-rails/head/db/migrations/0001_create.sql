CREATE TABLE users (id bigint PRIMARY KEY, nick_name text, full_name text, password_digest text);
CREATE TABLE products (id bigint PRIMARY KEY, nick_name text);
