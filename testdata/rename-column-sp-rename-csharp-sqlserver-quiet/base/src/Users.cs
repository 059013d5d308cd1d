using System.Data;
using Dapper;

namespace Shop;

public static class Users
{
    public static string NameOf(IDbConnection db, int id) =>
        db.QuerySingle<string>("SELECT [Email] FROM [dbo].[Users] WHERE [Id] = @id", new { id });
}
