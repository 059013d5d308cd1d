ALTER TABLE users MODIFY note varchar(40) AFTER name;
RENAME TABLE people TO middle, guests TO people, middle TO guests;
ALTER TABLE orders DROP COLUMN name;
DROP VIEW totals;
CREATE VIEW totals (one, two) AS SELECT * FROM orders;
ALTER TABLE tags DROP COLUMN label;
ALTER TABLE people ADD COLUMN title varchar(40);
ALTER TABLE guests ADD COLUMN title varchar(40);
