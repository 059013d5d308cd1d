using Shop.Contracts;

namespace Shop.Services;

public class Digest
{
    private readonly IFeedRepository _feedRepository;

    public async Task<string> Of(int id)
    {
        var user = await _feedRepository.GetByIdAsync(id);
        return user.NickName;
    }

    public IEnumerable<string> Captions(Feed feed, List<Picture> others)
    {
        foreach (var one in others)
        {
            yield return one.Caption;
        }
        foreach (var text in feed.Pictures.OrderBy(a => a.Caption).Select(a => a.Caption))
        {
            yield return text;
        }
    }
}
