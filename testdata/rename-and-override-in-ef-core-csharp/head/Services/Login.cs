using Shop.Data;

namespace Shop.Services;

public class Login
{
    private readonly ShopContext _db;

    public User? ByEmail(string email) => _db.Users.Where(u => u.Email == email).FirstOrDefault();

    public User? ByContact(string contact)
    {
        return (from u in _db.Users where u.Contact == contact select u).FirstOrDefault();
    }

    public User? ByNick(string nick) => _db.Set<User>().Where(u => u.Nick == nick).FirstOrDefault();

    public User Make(string address) => new User { Email = address, Contact = address, Nick = address };
}
