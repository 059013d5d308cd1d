CREATE TABLE next_inputs (
    id bigint PRIMARY KEY,
    version_id bigint NOT NULL
);

CREATE TABLE own_inputs (
    id bigint PRIMARY KEY,
    version_id bigint NOT NULL
);
