ALTER TABLE recovery_requests DROP COLUMN messages;
