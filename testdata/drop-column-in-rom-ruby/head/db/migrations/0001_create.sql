CREATE TABLE users (id bigint PRIMARY KEY, email text, mail text, nickname text, login text, team_id bigint);
