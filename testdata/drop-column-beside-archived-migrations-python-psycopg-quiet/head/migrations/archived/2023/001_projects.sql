CREATE TABLE projects (id INT PRIMARY KEY, name TEXT, category TEXT, odk_token TEXT, outline TEXT);
CREATE TABLE tasks (id INT PRIMARY KEY, project_id INT, locked_by INT);
