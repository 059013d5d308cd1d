ALTER TABLE members RENAME CONSTRAINT members_email_key TO members_email_unique;
DROP INDEX CONCURRENTLY members_team_idx;
