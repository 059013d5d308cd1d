namespace Shop.Core.Entities;

public abstract class Entity
{
    public int Id { get; set; }
    [NotMapped]
    public string? ChangedBy { get; set; }
}
