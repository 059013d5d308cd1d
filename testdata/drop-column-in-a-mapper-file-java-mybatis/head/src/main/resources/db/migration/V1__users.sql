CREATE TABLE users (
    id         BIGSERIAL PRIMARY KEY,
    username   TEXT NOT NULL,
    email_addr TEXT,
    nickname   TEXT
);
CREATE TABLE accounts (
    id         BIGSERIAL PRIMARY KEY,
    user_id    BIGINT NOT NULL,
    username   TEXT,
    plan_name  TEXT
);
