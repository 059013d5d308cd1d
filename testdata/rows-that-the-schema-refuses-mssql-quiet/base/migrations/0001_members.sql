CREATE TABLE dbo.members (id int IDENTITY PRIMARY KEY, email nvarchar(200) NULL, team int NULL);
CREATE TABLE dbo.seats (team int NULL, place int NULL);
