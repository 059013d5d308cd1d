ALTER TYPE mood RENAME VALUE 'done' TO 'shut';
ALTER TABLE users ADD COLUMN total int;
