ALTER TABLE account_entries DROP COLUMN handle;
ALTER TABLE account_entries DROP COLUMN transfer_mark;
ALTER TABLE account_entries DROP COLUMN ran_at;
ALTER TABLE account_entries DROP COLUMN seen;
