CREATE TABLE users_copy (LIKE users INCLUDING ALL);
DROP TABLE users;
ALTER TABLE users_copy RENAME TO users;
CREATE TABLE orders_copy (LIKE orders INCLUDING DEFAULTS EXCLUDING INDEXES, total int);
DROP TABLE orders;
ALTER TABLE orders_copy RENAME TO orders;
