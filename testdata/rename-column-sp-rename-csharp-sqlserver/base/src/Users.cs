using System.Data;
using Dapper;

namespace Shop;

public static class Users
{
    public static string NameOf(IDbConnection db, int id) =>
        db.QuerySingle<string>("SELECT [UserName] FROM [dbo].[Users] WHERE [Id] = @id", new { id });
}
