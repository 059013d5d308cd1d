CREATE TABLE people (person_id bigint PRIMARY KEY, mail text, login text, title text, writer_id bigint, email_address text);
CREATE TABLE books (id bigint PRIMARY KEY, owner_ref bigint, owner_id bigint, title text);
