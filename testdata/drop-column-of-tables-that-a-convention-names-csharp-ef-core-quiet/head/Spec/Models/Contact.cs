namespace App.Models;

public class Contact
{
    public int Id { get; set; }
    public string? OrganizationName { get; set; }
}
