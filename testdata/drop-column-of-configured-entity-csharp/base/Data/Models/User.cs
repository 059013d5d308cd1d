namespace Shop.Data.Models;

public class User : Core.Entities.User
{
    public virtual ICollection<Post> Posts { get; set; }
}
