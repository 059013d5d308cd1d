using Microsoft.EntityFrameworkCore;

public class ShopContext : DbContext
{
    public DbSet<User> Users { get; set; }
}
