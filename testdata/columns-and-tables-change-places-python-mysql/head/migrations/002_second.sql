ALTER TABLE users MODIFY note varchar(40) FIRST;
RENAME TABLE people TO middle, guests TO people, middle TO guests;
DROP VIEW totals;
CREATE VIEW totals (one, two, three) AS SELECT * FROM orders;
ALTER TABLE orders DROP COLUMN name;
