CREATE TABLE items (id int PRIMARY KEY, email text, note text);
CREATE TABLE orders (id int PRIMARY KEY, "Email" text, total int);
CREATE TABLE users (id int PRIMARY KEY, "Key" text, key text, CONSTRAINT users_keys UNIQUE (key, "Key"));
CREATE TABLE accounts (id int PRIMARY KEY, owner int);
