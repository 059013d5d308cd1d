CREATE TABLE roles (id integer PRIMARY KEY, name text, project text);
CREATE TABLE role_user (role_id integer REFERENCES roles (id), user_id integer, project text);
