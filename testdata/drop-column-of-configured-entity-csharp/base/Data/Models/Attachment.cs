namespace Shop.Data.Models;

public class Attachment
{
    public int Id { get; set; }
    public string Path { get; set; }
    public string? Caption { get; set; }

    public string Label() => Caption ?? Path;
}
