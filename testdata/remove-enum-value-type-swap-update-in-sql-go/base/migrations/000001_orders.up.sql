CREATE TYPE order_status AS ENUM ('open', 'paid', 'archived');
CREATE TABLE orders (id BIGSERIAL PRIMARY KEY, status order_status NOT NULL);
