CREATE TABLE people (id bigint PRIMARY KEY, mail varchar(200), phone varchar(40), nick varchar(40), handle varchar(40), born date);
CREATE TABLE teams (id bigint PRIMARY KEY, name varchar(40), code varchar(10), label varchar(40), caption varchar(40));
