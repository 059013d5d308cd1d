ALTER TABLE people DROP COLUMN nickname;
ALTER TABLE people RENAME COLUMN home_city TO city;
ALTER TABLE people DROP COLUMN team_id;
