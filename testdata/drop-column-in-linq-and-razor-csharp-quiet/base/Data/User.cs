namespace Shop.Data;

public class User
{
    public int Id { get; set; }
    public string LoginEmail { get; set; }
    public string LoginName { get; set; }
}
