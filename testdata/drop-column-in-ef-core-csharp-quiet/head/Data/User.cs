using System.ComponentModel.DataAnnotations.Schema;

public class User
{
    public int Id { get; set; }
    public string Email { get; set; }
    [NotMapped]
    public string? NickName => Email;
}
