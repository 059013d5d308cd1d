CREATE TABLE people (id bigint PRIMARY KEY, mail varchar(200) NOT NULL, phone varchar(40), nick varchar(40), born date);
CREATE TABLE pet (id bigint PRIMARY KEY, owner_id bigint, name varchar(40) NOT NULL, label varchar(40));
