using Microsoft.EntityFrameworkCore;
using Shop.Data;

namespace Shop.Services;

public class Accounts
{
    private readonly ShopContext _db;

    public IQueryable<string> Emails(string name) =>
        from u in _db.Users where u.LoginName == name orderby u.Email select u.Phone;

    public User Make(string address) => new User { Email = address, LoginName = address };

    public List<User> Of(string tenant)
    {
        return _db.Users.Where(u => EF.Property<string>(u, "Tenant") == tenant).ToList();
    }

    public List<User> Called(string nick)
    {
        return _db.Users.FromSqlInterpolated($"SELECT * FROM Users WHERE Nick = {nick}").ToList();
    }

    public List<User> Phones() => _db.Users.FromSqlRaw("SELECT Id, Phone FROM Users").ToList();
}
