CREATE TABLE accounts (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    email text NOT NULL,
    phone text DEFAULT '',
    note text
);

CREATE FUNCTION forget(account bigint) RETURNS void AS $$
    UPDATE accounts SET note = NULL WHERE id = account;
$$ LANGUAGE sql;
