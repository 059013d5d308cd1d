CREATE TABLE accounts (id bigint PRIMARY KEY, doomed boolean);
CREATE TABLE account_entries (id bigint PRIMARY KEY, title text NOT NULL, handle text, transfer_mark boolean, ran_at timestamp, seen text);
CREATE TABLE entries (id bigint PRIMARY KEY, transfer_mark boolean);
