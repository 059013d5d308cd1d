CREATE TABLE orders (id BIGSERIAL PRIMARY KEY, status TEXT NOT NULL, CONSTRAINT orders_status CHECK (status IN ('open', 'paid', 'archived')));
