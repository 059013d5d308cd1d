CREATE TABLE presence_allowed (
    observed_id text NOT NULL,
    observer_id text NOT NULL
);

CREATE TABLE room_stream (
    room_id text NOT NULL,
    version bigint NOT NULL
);

CREATE TABLE room_tags (
    room_id text NOT NULL,
    tag text NOT NULL
);
