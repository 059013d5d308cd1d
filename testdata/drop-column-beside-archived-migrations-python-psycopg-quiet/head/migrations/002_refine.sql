ALTER TABLE projects RENAME COLUMN category TO osm_category;
ALTER TABLE projects DROP COLUMN odk_token;
ALTER TABLE projects DROP COLUMN outline;
ALTER TABLE tasks DROP COLUMN locked_by;
