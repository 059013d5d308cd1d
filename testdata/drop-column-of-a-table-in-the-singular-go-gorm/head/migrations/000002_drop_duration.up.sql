ALTER TABLE task_run DROP COLUMN duration;
