CREATE TABLE songs (id bigint PRIMARY KEY, title text NOT NULL, genre text, notes text);
CREATE TABLE people (id bigint PRIMARY KEY, name text NOT NULL, nickname text);
