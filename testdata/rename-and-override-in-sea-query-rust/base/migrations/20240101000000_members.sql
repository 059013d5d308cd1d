CREATE TABLE members (id BIGSERIAL PRIMARY KEY, email TEXT NOT NULL, nick TEXT, short_name TEXT);
