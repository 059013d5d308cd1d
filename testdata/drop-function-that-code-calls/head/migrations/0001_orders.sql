CREATE TABLE orders (id bigint PRIMARY KEY, account bigint NOT NULL, total integer NOT NULL);
CREATE FUNCTION account_total(of bigint) RETURNS bigint LANGUAGE sql AS $$ SELECT sum(total) FROM orders WHERE account = of $$;
CREATE FUNCTION average_total(of bigint) RETURNS bigint LANGUAGE sql AS $$ SELECT avg(total) FROM orders WHERE account = of $$;
