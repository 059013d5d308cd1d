CREATE TABLE account (id bigint PRIMARY KEY, name text NOT NULL, made_at timestamp);
CREATE TABLE account_version (id bigint PRIMARY KEY, account_id bigint NOT NULL, made_at timestamp);
CREATE TABLE certificate (version_id bigint PRIMARY KEY, expires_at bigint NOT NULL);
