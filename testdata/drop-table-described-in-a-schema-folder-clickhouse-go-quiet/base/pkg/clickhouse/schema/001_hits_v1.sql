CREATE TABLE hits_v1 (`time` Int64, `path` String) ENGINE = MergeTree ORDER BY (`time`);
