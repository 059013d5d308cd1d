CREATE TABLE peer_stats (
    id bigint PRIMARY KEY,
    upload bigint NOT NULL
);
