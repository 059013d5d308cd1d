CREATE TABLE hits_v2 (`time` Int64, `path` String) ENGINE = MergeTree ORDER BY (`time`);
