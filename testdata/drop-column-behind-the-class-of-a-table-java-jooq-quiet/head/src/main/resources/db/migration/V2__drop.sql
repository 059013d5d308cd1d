ALTER TABLE client DROP COLUMN uri_pattern;
