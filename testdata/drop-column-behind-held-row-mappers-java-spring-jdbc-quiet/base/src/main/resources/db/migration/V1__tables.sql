CREATE TABLE tags (
    id    BIGSERIAL PRIMARY KEY,
    label TEXT,
    name  TEXT
);
CREATE TABLE cats (
    id        BIGSERIAL PRIMARY KEY,
    fur_color TEXT,
    color     TEXT
);
