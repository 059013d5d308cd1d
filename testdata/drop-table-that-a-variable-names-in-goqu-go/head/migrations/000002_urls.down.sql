CREATE TABLE member_urls (member_id BIGINT NOT NULL, url TEXT NOT NULL);
