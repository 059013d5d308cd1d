CREATE TABLE songs (id bigint PRIMARY KEY, title text NOT NULL, genre text, notes text, owner_id bigint, album text, publisher text);
