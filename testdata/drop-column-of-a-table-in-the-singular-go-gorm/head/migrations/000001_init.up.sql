CREATE TABLE task_run (
    id BIGSERIAL PRIMARY KEY,
    status TEXT,
    duration BIGINT
);
