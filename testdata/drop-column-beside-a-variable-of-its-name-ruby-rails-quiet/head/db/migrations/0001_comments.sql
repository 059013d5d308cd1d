CREATE TABLE comments (id bigserial PRIMARY KEY, score integer NOT NULL, flags integer NOT NULL, upvotes integer NOT NULL);
CREATE TABLE users (id bigserial PRIMARY KEY, name text NOT NULL, image text);
CREATE TABLE gpx_files (id bigserial PRIMARY KEY, visibility text NOT NULL, shared boolean NOT NULL);
