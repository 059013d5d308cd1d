using Microsoft.EntityFrameworkCore;
using Shop.Data.Models;

namespace Shop.Data;

public class ShopContext : DbContext
{
    public DbSet<User> Users { get; set; }
    public DbSet<Post> Posts { get; set; }

    protected override void OnModelCreating(ModelBuilder builder)
    {
        var user = builder.Entity<User>();
        user.ToTable(nameof(User));
        builder.Entity<Post>(post =>
        {
            post.ToTable("posts");
            post.Property(p => p.Kicker).HasColumnName("kicker");
        });
    }
}
