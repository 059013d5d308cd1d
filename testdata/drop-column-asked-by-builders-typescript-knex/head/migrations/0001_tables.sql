CREATE TABLE users (
    id     BIGSERIAL PRIMARY KEY,
    email  TEXT NOT NULL,
    rating INTEGER
);
CREATE TABLE posts (
    id        BIGSERIAL PRIMARY KEY,
    writer_id BIGINT,
    title     TEXT,
    rating    INTEGER
);
