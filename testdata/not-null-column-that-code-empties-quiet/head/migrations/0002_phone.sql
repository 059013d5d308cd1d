UPDATE accounts SET phone = '' WHERE phone IS NULL;
ALTER TABLE accounts ALTER COLUMN phone SET NOT NULL;
