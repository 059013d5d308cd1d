CREATE TABLE traces (
    id String,
    project_id String,
    start_time DateTime64(3)
) ENGINE = MergeTree ORDER BY (project_id, id);
