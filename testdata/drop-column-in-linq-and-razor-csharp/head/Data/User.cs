namespace Shop.Data;

public class User
{
    public int Id { get; set; }
    public string Email { get; set; }
    public string? Phone { get; set; }
    public string? Nick { get; set; }
    public string LoginName { get; set; }
}
