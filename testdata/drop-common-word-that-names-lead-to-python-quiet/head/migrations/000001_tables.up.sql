CREATE TABLE orders (id bigserial PRIMARY KEY, name text, note text);
CREATE TABLE carts (id bigserial PRIMARY KEY, name text);
