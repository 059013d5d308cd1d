namespace Shop.Core.Entities;

public abstract class Entity
{
    public int Id { get; set; }
    public string? ChangedBy { get; set; }
}
