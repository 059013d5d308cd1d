ALTER TABLE flow_run DROP COLUMN owner_id;
ALTER TABLE task_run DROP COLUMN owner_id;
