CREATE TABLE talks (id bigint PRIMARY KEY, title varchar(200) NOT NULL);
CREATE TABLE reviews (id bigint PRIMARY KEY, talk_id bigint NOT NULL, score int NOT NULL, stars int NOT NULL);
