CREATE VIEW directory AS SELECT id, username FROM users;
