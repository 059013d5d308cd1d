CREATE TABLE users (id bigint PRIMARY KEY, visible boolean, status text, theme_name text, language text, language_code text);
CREATE TABLE traces (id bigint PRIMARY KEY, user_id bigint, visible boolean);
