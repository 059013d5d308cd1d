ALTER TABLE proxies DROP COLUMN public_host;
