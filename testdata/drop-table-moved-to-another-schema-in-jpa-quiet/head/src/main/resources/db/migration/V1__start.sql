CREATE TABLE attachment (id bigint PRIMARY KEY, filename text NOT NULL);
