CREATE TABLE users_copy (LIKE users);
DROP TABLE users;
ALTER TABLE users_copy RENAME TO users;
CREATE TABLE orders_copy (LIKE orders INCLUDING INDEXES, total int);
DROP TABLE orders;
ALTER TABLE orders_copy RENAME TO orders;
