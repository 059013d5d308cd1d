CREATE TABLE people (person_id bigint PRIMARY KEY, mail text, login text, title text, writer_id bigint, email_address text, author_id bigint);
