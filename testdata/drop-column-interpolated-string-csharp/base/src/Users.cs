using Dapper;
using Npgsql;

public static class Users
{
    private const string Columns = "id, username";

    public static object All(NpgsqlConnection db, string order) =>
        db.Query($"SELECT {Columns} FROM users ORDER BY {order}");
}
