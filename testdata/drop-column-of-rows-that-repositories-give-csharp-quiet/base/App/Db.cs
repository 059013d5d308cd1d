using Microsoft.EntityFrameworkCore;

namespace App;

public class User
{
    public int Id { get; set; }
    public string Name { get; set; }
    public List<Post> Posts { get; set; }
}

public class Post
{
    public int Id { get; set; }
    public string Title { get; set; }
    public int WriterId { get; set; }
    public User Writer { get; set; }
}

public class PostDto
{
    public int Id { get; set; }
    public int Rating { get; set; }
}

public class Db : DbContext
{
    public DbSet<User> Users { get; set; }
    public DbSet<Post> Posts { get; set; }

    protected override void OnModelCreating(ModelBuilder builder)
    {
        builder.Entity<Post>().ToTable("posts");
        builder.Entity<User>().ToTable("users");
    }
}
