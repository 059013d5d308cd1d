namespace App.Models;

public class Owner
{
    public int Id { get; set; }
    public string? EquipmentPrefix { get; set; }
}
