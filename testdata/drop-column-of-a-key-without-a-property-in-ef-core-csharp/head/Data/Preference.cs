namespace Shop.Data;

public class Preference
{
    public int Id { get; set; }
    public int? UserId { get; set; }
    public string Value { get; set; }
}
