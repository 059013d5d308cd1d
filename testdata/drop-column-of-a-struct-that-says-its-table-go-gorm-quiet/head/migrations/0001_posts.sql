CREATE TABLE posts (
    id     BIGSERIAL PRIMARY KEY,
    title  TEXT,
    rating INTEGER
);
