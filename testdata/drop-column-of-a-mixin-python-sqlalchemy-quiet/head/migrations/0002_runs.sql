ALTER TABLE flow_run DROP COLUMN label;
ALTER TABLE task_run DROP COLUMN label;
