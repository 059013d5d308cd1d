namespace App.Models;

public class Owner
{
    public int Id { get; set; }
}
