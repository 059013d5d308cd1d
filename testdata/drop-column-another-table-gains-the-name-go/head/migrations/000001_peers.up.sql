CREATE TABLE peers (
    id bigserial PRIMARY KEY,
    device_id bigint NOT NULL,
    shared_key text
);

CREATE TABLE sessions (
    id bigserial PRIMARY KEY,
    device_id bigint NOT NULL,
    state text NOT NULL
);
