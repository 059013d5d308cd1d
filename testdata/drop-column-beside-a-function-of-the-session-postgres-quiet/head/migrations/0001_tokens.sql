CREATE TABLE tokens (id bigint PRIMARY KEY, host text, note text);
