using Microsoft.EntityFrameworkCore;
using Shop.Data;

namespace Shop.Services;

public class Accounts
{
    private readonly ShopContext _db;

    public IQueryable<string> Emails(string name) =>
        from u in _db.Users where u.LoginName == name orderby u.LoginEmail select u.LoginName;

    public User Make(string address) => new User { LoginEmail = address, LoginName = address };

    public List<User> Of(string tenant)
    {
        return _db.Users.Where(u => u.LoginName == tenant).ToList();
    }

    public List<User> Called(string nick)
    {
        return _db.Users.FromSqlInterpolated($"SELECT * FROM Users WHERE LoginName = {nick}").ToList();
    }

    public List<User> Phones() => _db.Users.FromSqlRaw("SELECT Id, LoginEmail FROM Users").ToList();
}
