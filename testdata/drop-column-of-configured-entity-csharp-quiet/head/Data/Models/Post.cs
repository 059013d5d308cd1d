using Shop.Core.Entities;

namespace Shop.Data.Models;

public class Post : Entity
{
    public string? Kicker { get; set; }
    public List<Attachment> Attachments { get; set; }
}
