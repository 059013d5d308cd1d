CREATE TABLE users (
    id   BIGSERIAL PRIMARY KEY,
    name TEXT NOT NULL
);
CREATE TABLE groups (
    id BIGSERIAL PRIMARY KEY
);
CREATE TABLE user_groups (
    user_id  BIGINT NOT NULL,
    group_id BIGINT NOT NULL
);
CREATE TABLE tokens (
    id         BIGSERIAL PRIMARY KEY,
    secret     TEXT NOT NULL,
    expires_at TIMESTAMPTZ
);
