using System.ComponentModel.DataAnnotations.Schema;

namespace Shop.Data;

[Table("t_user")]
public class User
{
    public int Id { get; set; }
    public string Email { get; set; }
    [Column("mail_addr")]
    public string? Contact { get; set; }
    public string? Nick { get; set; }
}
