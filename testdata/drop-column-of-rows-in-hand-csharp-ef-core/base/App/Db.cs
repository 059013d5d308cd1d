using Microsoft.EntityFrameworkCore;

namespace App;

public class Post
{
    public int Id { get; set; }
    public string Title { get; set; }
    public int Rating { get; set; }
}

public class Review
{
    public int Id { get; set; }
    public string Title { get; set; }
    public int Rating { get; set; }
}

public class Db : DbContext
{
    public DbSet<Post> Posts { get; set; }
    public DbSet<Review> Reviews { get; set; }

    protected override void OnModelCreating(ModelBuilder builder)
    {
        builder.Entity<Post>().ToTable("posts").Property(one => one.Rating).HasColumnName("rating");
        builder.Entity<Review>().ToTable("reviews").Property(one => one.Rating).HasColumnName("rating");
    }
}
