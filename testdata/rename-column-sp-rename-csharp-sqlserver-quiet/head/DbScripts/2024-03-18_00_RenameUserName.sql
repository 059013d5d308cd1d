IF COL_LENGTH('[dbo].[Users]', 'UserName') IS NOT NULL
BEGIN
    EXEC sp_rename 'dbo.Users.UserName', 'Login', 'COLUMN';
END
GO
