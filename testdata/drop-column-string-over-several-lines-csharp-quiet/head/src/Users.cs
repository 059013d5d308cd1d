using Npgsql;

public static class Users
{
    public static NpgsqlCommand All(NpgsqlConnection db)
    {
        var sql = "SELECT u.id, "
            + "u.email "
            + "FROM users u "
            + "WHERE u.id > 0";
        return new NpgsqlCommand(sql, db);
    }
}
