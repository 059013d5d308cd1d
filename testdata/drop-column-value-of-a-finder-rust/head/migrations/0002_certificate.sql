ALTER TABLE gateways DROP COLUMN certificate;
