CREATE TABLE events (
    id bigint PRIMARY KEY,
    at date NOT NULL
);

CREATE TABLE event_lookup (
    id bigint PRIMARY KEY,
    at date NOT NULL
);
