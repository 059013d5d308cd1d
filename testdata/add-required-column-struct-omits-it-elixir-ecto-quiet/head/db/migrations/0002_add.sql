ALTER TABLE members ADD COLUMN team_id bigint NOT NULL;
ALTER TABLE badges ADD COLUMN color text NOT NULL;
