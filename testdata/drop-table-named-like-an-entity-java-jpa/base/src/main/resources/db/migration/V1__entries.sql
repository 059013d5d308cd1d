CREATE TABLE entries (
    id   BIGSERIAL PRIMARY KEY,
    text TEXT
);
CREATE TABLE entries2 (
    id   BIGSERIAL PRIMARY KEY,
    text TEXT
);
