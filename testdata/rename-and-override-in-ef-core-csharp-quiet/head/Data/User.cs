using System.ComponentModel.DataAnnotations.Schema;

namespace Shop.Data;

[Table("t_user")]
public class User
{
    public int Id { get; set; }
    [Column("login_email")]
    public string Email { get; set; }
    public string? Nick { get; set; }
}
