ALTER TABLE customers DROP COLUMN rss_token;
ALTER TABLE customers DROP COLUMN "twoFactor";
ALTER TABLE customers DROP COLUMN fixed_rate;
