CREATE TABLE people (id bigint PRIMARY KEY, mail varchar(200), phone varchar(40), nick varchar(40), handle varchar(40), born date, team_id varchar(10), boss_ref bigint, boss_id bigint);
CREATE TABLE teams (id bigint PRIMARY KEY, code varchar(10));
