ALTER TABLE users RENAME TO people;
CREATE TABLE users (id int PRIMARY KEY, email text);
ALTER TABLE orders RENAME COLUMN amount TO middle;
ALTER TABLE orders RENAME COLUMN id TO amount;
ALTER TABLE orders RENAME COLUMN middle TO id;
