ALTER TABLE users RENAME COLUMN tax_number TO vat_number;
ALTER TABLE users DROP COLUMN nickname;
