using System.Data;
using Dapper;

namespace Shop.Services;

public class User
{
    public int Id { get; set; }
    public string? Phone { get; set; }
}

public class Users
{
    private readonly IDbConnection _db;

    public User? ByEmail(string email)
    {
        return _db.QuerySingleOrDefault<User>("dbo.UserByEmail", new { email }, commandType: CommandType.StoredProcedure);
    }

    public IEnumerable<User> All() => _db.Query<User>("SELECT * FROM dbo.Users");

    public string? Label(User user) => user.Phone;

    public string Nick(SqlCommand command)
    {
        command.CommandText = "SELECT * FROM dbo.Users";
        using var reader = command.ExecuteReader();
        return reader["Nick"].ToString() + reader.GetString(reader.GetOrdinal("Phone"));
    }
}
