ALTER TABLE dbo.members ADD country nvarchar(2) NOT NULL CONSTRAINT members_country DEFAULT 'xx';
ALTER TABLE dbo.members ADD seen rowversion NOT NULL;
ALTER TABLE dbo.members ADD code nvarchar(20) NULL;
UPDATE dbo.members SET email = '' WHERE email IS NULL;
ALTER TABLE dbo.members ALTER COLUMN email nvarchar(200) NOT NULL;
UPDATE TOP (500) dbo.members SET team = 1;
DELETE FROM dbo.seats WHERE team = 4;
