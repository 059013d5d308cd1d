CREATE TABLE people (person_id bigint PRIMARY KEY, mail text, login text, old_title text, title text, writer_id bigint, state integer, legacy_flag boolean);
