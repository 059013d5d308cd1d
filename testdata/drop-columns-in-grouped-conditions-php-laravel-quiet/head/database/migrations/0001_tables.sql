CREATE TABLE pages (id bigint PRIMARY KEY, owner bigint NOT NULL, hidden boolean NOT NULL, draft boolean NOT NULL);
CREATE TABLE grants (id bigint PRIMARY KEY, page_id bigint NOT NULL, owner bigint NOT NULL, hidden boolean NOT NULL, draft boolean NOT NULL);
