ALTER TABLE users RENAME COLUMN user_name TO login;
ALTER TABLE users DROP COLUMN email;
ALTER TABLE orders DROP COLUMN total_cost;
ALTER TABLE orders RENAME COLUMN note TO remark;
ALTER TABLE teams DROP COLUMN city;
