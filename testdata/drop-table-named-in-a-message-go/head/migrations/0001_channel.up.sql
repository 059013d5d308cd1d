CREATE TABLE channel (id INT PRIMARY KEY, name TEXT);
CREATE TABLE channel_list (id INT PRIMARY KEY, name TEXT);
