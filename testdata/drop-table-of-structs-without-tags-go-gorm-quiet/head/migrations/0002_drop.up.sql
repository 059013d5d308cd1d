DROP TABLE tokens;
DROP TABLE user_groups;
