ALTER TABLE [dbo].[Invoice] DROP COLUMN [Note];
GO
