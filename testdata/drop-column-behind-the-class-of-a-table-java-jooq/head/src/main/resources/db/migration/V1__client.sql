CREATE TABLE client (
    id          BIGSERIAL PRIMARY KEY,
    name        TEXT NOT NULL,
    uri_pattern TEXT,
    pattern     TEXT
);
