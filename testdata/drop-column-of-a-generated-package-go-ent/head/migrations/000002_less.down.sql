ALTER TABLE persons ADD COLUMN nick_name TEXT;
ALTER TABLE persons ADD COLUMN team_members BIGINT REFERENCES teams (id);
