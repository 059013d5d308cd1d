CREATE TABLE traces (id text PRIMARY KEY, project_id text);
