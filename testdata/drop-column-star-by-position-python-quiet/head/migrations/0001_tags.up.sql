CREATE TABLE tags (id bigint PRIMARY KEY, colour text, name text NOT NULL);
