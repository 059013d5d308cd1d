ALTER TABLE purchases RENAME TO orders;
ALTER TABLE carts DROP COLUMN state;
