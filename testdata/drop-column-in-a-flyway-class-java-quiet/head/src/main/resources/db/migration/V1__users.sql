CREATE TABLE users (id bigint PRIMARY KEY, username varchar(64), email varchar(255));
