CREATE TABLE people (id bigint PRIMARY KEY, nickname text, email text, home_city text, town text, team_id bigint);
