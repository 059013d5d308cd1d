CREATE TABLE teams (id BIGSERIAL PRIMARY KEY, nick_name TEXT, full_name TEXT NOT NULL);
CREATE TABLE persons (id BIGSERIAL PRIMARY KEY, nick_name TEXT, full_name TEXT NOT NULL, team_members BIGINT REFERENCES teams (id));
