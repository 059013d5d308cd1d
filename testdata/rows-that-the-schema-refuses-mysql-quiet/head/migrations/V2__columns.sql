ALTER TABLE members ADD COLUMN country char(2) NOT NULL DEFAULT 'xx';
ALTER TABLE members ADD COLUMN code varchar(20) UNIQUE;
UPDATE members SET email = '' WHERE email IS NULL;
ALTER TABLE members MODIFY email varchar(200) NOT NULL;
UPDATE members SET team = 1 WHERE id < 100;
UPDATE members JOIN seats ON seats.team = members.team SET members.team = 2, seats.team = 2 WHERE seats.place = 9;
