CREATE TABLE events (
    id bigint PRIMARY KEY
);

CREATE TABLE event_log (
    id bigint PRIMARY KEY
);
