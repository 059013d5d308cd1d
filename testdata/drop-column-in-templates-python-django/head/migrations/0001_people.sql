CREATE TABLE shop_order (id bigint PRIMARY KEY, number varchar(20), note text);
CREATE TABLE shop_customer (id bigint PRIMARY KEY, label varchar(20), email text, internal_credit_limit int);
