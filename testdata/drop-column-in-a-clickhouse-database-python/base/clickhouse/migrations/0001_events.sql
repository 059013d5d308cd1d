CREATE TABLE users (id UInt64, email String, username String) ENGINE = MergeTree ORDER BY id;
