CREATE TABLE tokens (id bigint PRIMARY KEY, host text);
INSERT INTO tokens (id, host) VALUES (1, 'a');
CREATE VIEW hosts AS SELECT host FROM tokens;
