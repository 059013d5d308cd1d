CREATE TABLE folders (id SERIAL PRIMARY KEY, email text);
