CREATE TABLE traces (
    id text PRIMARY KEY,
    project_id text NOT NULL,
    at timestamptz NOT NULL
);
