ALTER TABLE next_inputs DROP COLUMN version_id;
