namespace Shop.Contracts;

/// What the other service sends.
public class User
{
    public int Id { get; set; }
    public string Email { get; set; }
    public string? NickName { get; set; }
}
