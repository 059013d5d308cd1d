CREATE PROCEDURE dbo.RenameUser @id INT, @phone NVARCHAR(40) AS
BEGIN
    UPDATE dbo.Users SET Phone = @phone WHERE Id = @id;
END
GO
