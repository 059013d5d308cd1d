using Microsoft.EntityFrameworkCore;

namespace Shop.Data;

public class ShopContext : DbContext
{
    public DbSet<User> Users { get; set; }

    protected override void OnConfiguring(DbContextOptionsBuilder options) => options.UseSnakeCaseNamingConvention();

    protected override void OnModelCreating(ModelBuilder builder)
    {
        builder.Entity<User>().Property(u => u.Nick).HasColumnName("alias_name");
    }
}
