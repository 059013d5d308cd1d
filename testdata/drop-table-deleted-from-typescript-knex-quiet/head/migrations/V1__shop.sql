CREATE TABLE estimates (id integer PRIMARY KEY);
CREATE TABLE parts (id integer PRIMARY KEY);
