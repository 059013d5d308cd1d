CREATE TABLE people (person_id bigint PRIMARY KEY, mail text, login text, title text);
