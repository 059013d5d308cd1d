CREATE TABLE `default`.`hits_v1` (`time` Int64, `path` String) ENGINE = MergeTree ORDER BY (`time`);
CREATE TABLE `default`.`hits_v2` (`time` Int64, `path` String) ENGINE = MergeTree ORDER BY (`time`);
