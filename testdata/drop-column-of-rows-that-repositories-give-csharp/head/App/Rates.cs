using Microsoft.EntityFrameworkCore;

namespace App;

public interface IRepository<T>
{
    Task<T> GetByIdAsync(int id);
    IQueryable<T> Query();
}

public interface IPosts
{
    Task<Post> Newest();
    Task<IList<Post>> Everything();
}

public class Rates(IRepository<Post> posts, IUnitOfWork unit, IPosts all)
{
    public object Above() => posts.Query().Where(p => p.Rating > 3);

    public async Task<int> One() { var post = await posts.GetByIdAsync(1); return post.Rating; }

    public object Unit() => unit.Repository<Post>().Find(p => p.Rating > 3);

    public async Task<int> Newest() { var post = await all.Newest(); return post.Rating; }

    public async Task Each() { foreach (var post in await all.Everything()) Use(post.Rating); }

    public object Sums(Db db) => db.Posts.GroupBy(p => p.WriterId).Select(g => new { g.Key, Sum = g.Sum(p => p.Rating) });

    public object Both(Db db) => db.Users.Join(db.Posts, u => u.Id, p => p.WriterId, (u, p) => new { u.Name, p.Rating });

    public object Within(Db db) => db.Users.SelectMany(u => u.Posts).OrderBy(p => p.Rating);

    public object Behind(Db db) => db.Posts.Include(p => p.Writer).ThenInclude(w => w.Posts).Where(p => p.Rating > 1);

    public bool Good(Post post) => post is { Rating: > 3 };

    public Post Reset(Post post) => post with { Rating = 0 };

    public string Name() => nameof(Post.Rating);

    public void Make(Db db) { db.Posts.Add(new() { Rating = 3 }); }

    static readonly Expression<Func<Post, int>> ByRating = p => p.Rating;
}

public class PostConfiguration : IEntityTypeConfiguration<Post>
{
    public void Configure(EntityTypeBuilder<Post> builder)
    {
        builder.HasIndex(p => new { p.Title, p.Rating });
        builder.HasData(new { Id = 1, Rating = 3 });
    }
}

public class PostValidator : AbstractValidator<Post>
{
    public PostValidator() { RuleFor(p => p.Rating).GreaterThan(0); }
}

public class PostProfile : Profile
{
    public PostProfile() { CreateMap<Post, Card>().ForMember(c => c.Stars, o => o.MapFrom(p => p.Rating)); }
}
