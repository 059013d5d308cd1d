ALTER TABLE orders MODIFY COLUMN status ENUM('open', 'paid') NOT NULL;
