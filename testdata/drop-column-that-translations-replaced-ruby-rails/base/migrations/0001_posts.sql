CREATE TABLE posts (
    id          BIGSERIAL PRIMARY KEY,
    short_title TEXT
);
