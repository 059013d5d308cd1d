using Microsoft.EntityFrameworkCore;

namespace Shop.Data;

public class ShopContext : DbContext
{
    public DbSet<User> Users { get; set; }

    protected override void OnModelCreating(ModelBuilder builder)
    {
    }
}
