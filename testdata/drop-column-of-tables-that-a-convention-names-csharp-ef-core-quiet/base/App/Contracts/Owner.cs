namespace App.Contracts;

public class Owner
{
    public string? EquipmentPrefix { get; set; }
}
