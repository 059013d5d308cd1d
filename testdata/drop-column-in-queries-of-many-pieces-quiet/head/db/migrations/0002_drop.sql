ALTER TABLE account DROP COLUMN made_at;
