CREATE TABLE gateways (
    id bigint PRIMARY KEY,
    host text NOT NULL,
    certificate text
);
