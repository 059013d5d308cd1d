ALTER TABLE restaurant DROP COLUMN webhook_secret;
ALTER TABLE restaurant DROP COLUMN hub_id;
