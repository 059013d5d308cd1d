using Microsoft.EntityFrameworkCore;

namespace App;

public interface IRepository<T>
{
    Task<T> GetByIdAsync(int id);
    IQueryable<T> Query();
}

public interface ICards
{
    Task<PostDto> Newest();
    Task<IList<PostDto>> Everything();
}

public class Rates(IRepository<PostDto> cards, IRepository<Post> posts, IUnitOfWork unit, ICards all)
{
    public object Above() => cards.Query().Where(c => c.Rating > 3);

    public async Task<int> One() { var card = await cards.GetByIdAsync(1); return card.Rating; }

    public int Another() { var card = posts.Get<PostDto>(1); return card.Rating; }

    public object Unit() => unit.Repository<PostDto>().Find(c => c.Rating > 3);

    public async Task<int> Newest() { var card = await all.Newest(); return card.Rating; }

    public async Task Each() { foreach (var card in await all.Everything()) Use(card.Rating); }

    public int Made(Db db) { var card = db.Posts.Select(p => new PostDto { Id = p.Id }).First(); return card.Rating; }

    public object Both(Db db, List<PostDto> cards) => db.Posts.Join(cards, p => p.Id, c => c.Rating, (p, c) => c.Rating);

    public object Counts(Db db) => db.Posts.GroupBy(p => p.WriterId).Select(g => new PostDto { Rating = g.Count() });

    public bool Good(PostDto card) => card is { Rating: > 3 };

    public PostDto Reset(PostDto card) => card with { Rating = 0 };

    public string Name() => nameof(PostDto.Rating);
}

public class PostConfiguration : IEntityTypeConfiguration<Post>
{
    public void Configure(EntityTypeBuilder<Post> builder)
    {
        builder.HasMany(p => p.Tags).WithOne(t => t.Post).HasForeignKey(t => t.Rating);
        builder.OwnsOne(p => p.Place, place => { place.Property(x => x.Rating).HasColumnName("place_rating"); });
    }
}

public class CardValidator : AbstractValidator<PostDto>
{
    public CardValidator() { RuleFor(c => c.Rating).GreaterThan(0); }
}

public class PostProfile : Profile
{
    public PostProfile() { CreateMap<Post, PostDto>().ForMember(c => c.Rating, o => o.MapFrom(p => p.Id)); }
}
