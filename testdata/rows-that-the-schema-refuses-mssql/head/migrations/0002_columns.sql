ALTER TABLE dbo.members ADD country nvarchar(2) NOT NULL;
ALTER TABLE dbo.members ADD code nvarchar(20) NULL UNIQUE;
ALTER TABLE dbo.members ALTER COLUMN email nvarchar(200) NOT NULL;
ALTER TABLE dbo.seats ADD CONSTRAINT seats_pk PRIMARY KEY (team, place);
UPDATE dbo.members SET team = 1;
DELETE FROM dbo.seats;
