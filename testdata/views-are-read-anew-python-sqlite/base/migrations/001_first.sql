CREATE TABLE users (id integer PRIMARY KEY AUTOINCREMENT, name text, note text, points integer GENERATED ALWAYS AS (id * 2) VIRTUAL);
CREATE VIEW everybody AS SELECT * FROM users;
CREATE VIEW names AS SELECT id, name FROM users;
CREATE VIEW labels AS SELECT id, name AS label FROM users;
CREATE TABLE logs (id integer PRIMARY KEY AUTOINCREMENT, text text);
