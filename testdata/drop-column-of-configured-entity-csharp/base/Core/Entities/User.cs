namespace Shop.Core.Entities;

public class User
{
    public int Id { get; set; }
    public string Email { get; set; }
    public string? NickName { get; set; }
}
