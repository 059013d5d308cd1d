CREATE TABLE app_member (
    id   BIGSERIAL PRIMARY KEY,
    name TEXT NOT NULL,
    nick TEXT
);
