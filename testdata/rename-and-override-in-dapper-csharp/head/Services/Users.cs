using System.Data;
using Dapper;

namespace Shop.Services;

public class User
{
    public long Id { get; set; }
    public string Email { get; set; }
    public string? Contact { get; set; }
    public string? Nick { get; set; }
}

public class Users
{
    private readonly IDbConnection _db;

    public User? ByEmail(string email)
    {
        return _db.QueryFirstOrDefault<User>("SELECT id, email FROM t_user WHERE id > 0", new { email });
    }

    public User? ByContact(string contact)
    {
        return _db.QueryFirstOrDefault<User>("SELECT id, mail_addr AS Contact FROM t_user WHERE mail_addr = @contact", new { contact });
    }

    public string? Label(User user) => user.Nick + user.Contact;

    public User? ByNick(string nick)
    {
        return _db.QueryFirstOrDefault<User>("SELECT id, alias_name AS Nick FROM t_user WHERE alias_name = @nick", new { nick });
    }
}
