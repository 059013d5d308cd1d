CREATE TABLE members (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    email text NOT NULL,
    team_id bigint,
    CONSTRAINT members_email_key UNIQUE (email)
);
CREATE INDEX members_team_idx ON members (team_id);
