ALTER TABLE members ADD COLUMN country char(2) NOT NULL;
ALTER TABLE members ADD COLUMN code varchar(20) NOT NULL UNIQUE;
ALTER TABLE members MODIFY email varchar(200) NOT NULL;
ALTER TABLE seats ADD PRIMARY KEY (team, place);
UPDATE members SET team = 1;
TRUNCATE TABLE seats;
INSERT INTO seats (team, place, team) VALUES (1, 2, 3);
