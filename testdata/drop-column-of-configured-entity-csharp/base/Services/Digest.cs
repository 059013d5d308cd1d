using Shop.Data.Models;

namespace Shop.Services;

public class Digest
{
    private readonly IUserRepository _userRepository;

    public async Task<string> Of(int id)
    {
        var user = await _userRepository.GetByIdAsync(id);
        return user.NickName;
    }

    public IEnumerable<string> Captions(Post post, List<Attachment> others)
    {
        foreach (var one in others)
        {
            yield return one.Caption;
        }
        foreach (var text in post.Attachments.OrderBy(a => a.Caption).Select(a => a.Caption))
        {
            yield return text;
        }
    }
}

public class AttachmentRepository : Repository<Attachment>
{
    public Attachment? Named(string text) => Query(a => a.Caption == text).FirstOrDefault();
}
