CREATE TABLE people (id bigint PRIMARY KEY, mail varchar(200), phone varchar(40), nick varchar(40), handle varchar(40), born date);
CREATE TABLE pets (id bigint PRIMARY KEY, nick varchar(40));
