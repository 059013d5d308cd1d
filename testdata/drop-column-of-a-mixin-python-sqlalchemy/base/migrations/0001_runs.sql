CREATE TABLE flow_run (id int PRIMARY KEY, name varchar(20), label varchar(20), owner_id int, state varchar(20));
CREATE TABLE task_run (id int PRIMARY KEY, name varchar(20), label varchar(20), owner_id int, state varchar(20));
