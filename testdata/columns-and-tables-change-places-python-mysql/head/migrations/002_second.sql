ALTER TABLE users MODIFY note varchar(40) FIRST;
RENAME TABLE people TO middle, guests TO people, middle TO guests;
DROP VIEW totals;
CREATE VIEW totals (one, two, three) AS SELECT * FROM orders;
ALTER TABLE orders DROP COLUMN name;
ALTER TABLE tags DROP COLUMN label;
ALTER TABLE people ADD COLUMN title varchar(40);
ALTER TABLE guests ADD COLUMN title varchar(40);
