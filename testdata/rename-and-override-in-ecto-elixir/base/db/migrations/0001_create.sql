CREATE TABLE people (person_id bigint PRIMARY KEY, mail text, login text, title text, writer_id bigint);
CREATE TABLE books (id bigint PRIMARY KEY, owner_ref bigint, title text);
