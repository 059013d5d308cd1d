using System.Linq;

public class UserQueries
{
    private readonly ShopContext _db;

    public bool Taken(string name) => _db.Users.Any(u => u.Email == name);
}
