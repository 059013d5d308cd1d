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

    public IEnumerable<User> All() => _db.Query<User>("SELECT Id, '' AS Phone FROM dbo.Users");

    public string? Label(User user) => user.Phone;

    public string Nick(SqlCommand command)
    {
        command.CommandText = "SELECT Id, '' AS Nick FROM dbo.Users";
        using var reader = command.ExecuteReader();
        return reader["Nick"].ToString();
    }
}
