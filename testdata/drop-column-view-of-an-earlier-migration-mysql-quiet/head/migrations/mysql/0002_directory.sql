CREATE VIEW directory AS SELECT id, email FROM users;
