CREATE TABLE customers (id bigint PRIMARY KEY, name text NOT NULL, rss_token text, "twoFactor" boolean, fixed_rate numeric);
