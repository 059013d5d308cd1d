CREATE TABLE users (id int PRIMARY KEY, name text, note text);
CREATE VIEW short AS SELECT id FROM users;
CREATE VIEW named (one, two, three) AS SELECT * FROM users;
CREATE TABLE teams (id int PRIMARY KEY, name text);
CREATE VIEW all_teams AS SELECT id FROM teams;
CREATE VIEW over_teams AS SELECT id FROM all_teams;
