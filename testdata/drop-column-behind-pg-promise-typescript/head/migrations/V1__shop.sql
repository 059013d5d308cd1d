CREATE TABLE makers (id integer PRIMARY KEY, country text);
CREATE TABLE parts (id integer, maker_id integer, amount integer);
