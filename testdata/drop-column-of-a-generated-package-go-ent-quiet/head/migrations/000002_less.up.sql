ALTER TABLE persons DROP COLUMN nick_name;
ALTER TABLE persons DROP COLUMN team_members;
