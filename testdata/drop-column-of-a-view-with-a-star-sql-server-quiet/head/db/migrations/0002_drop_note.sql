ALTER TABLE [dbo].[Invoice] DROP COLUMN [Note];
GO
IF OBJECT_ID('[dbo].[InvoiceView]') IS NOT NULL
BEGIN
    EXECUTE sp_refreshsqlmodule N'[dbo].[InvoiceView]';
END
GO
