CREATE TABLE users (id int PRIMARY KEY, active boolean NOT NULL, name text);
CREATE TABLE peers (id int PRIMARY KEY, user_id int, active boolean NOT NULL, seeder boolean);
