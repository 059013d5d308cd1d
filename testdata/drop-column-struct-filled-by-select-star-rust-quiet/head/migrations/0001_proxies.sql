CREATE TABLE proxies (
    id bigint PRIMARY KEY,
    host text NOT NULL,
    port integer NOT NULL,
    public_host text NOT NULL
);
