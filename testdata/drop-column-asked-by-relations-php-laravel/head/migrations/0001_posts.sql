CREATE TABLE users (
    id    BIGSERIAL PRIMARY KEY,
    email TEXT NOT NULL
);
CREATE TABLE posts (
    id           BIGSERIAL PRIMARY KEY,
    user_id      BIGINT,
    writer_id    BIGINT,
    title        TEXT,
    rating       INTEGER,
    published_at TIMESTAMP
);
