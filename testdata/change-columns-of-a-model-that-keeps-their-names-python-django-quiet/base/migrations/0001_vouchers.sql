CREATE TABLE vouchers (id bigint PRIMARY KEY, code varchar(20) NOT NULL, total numeric NOT NULL, category_id bigint, options text);
CREATE TABLE vouchers_categories (id bigint PRIMARY KEY, voucher_id bigint NOT NULL, category_id bigint NOT NULL);
CREATE TABLE options (id bigint PRIMARY KEY, voucher_id bigint NOT NULL, name text NOT NULL);
