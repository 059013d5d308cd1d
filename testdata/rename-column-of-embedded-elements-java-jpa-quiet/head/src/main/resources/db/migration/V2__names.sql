ALTER TABLE orders RENAME COLUMN price_amount TO price_cents;
ALTER TABLE order_lines RENAME COLUMN product TO article;
ALTER TABLE order_lines DROP COLUMN value;
