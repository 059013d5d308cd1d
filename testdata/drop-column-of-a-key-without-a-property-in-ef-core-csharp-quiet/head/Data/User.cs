using System.Collections.Generic;
using System.ComponentModel.DataAnnotations.Schema;

namespace Shop.Data;

public class User
{
    public int Id { get; set; }

    [ForeignKey("UserId")]
    public virtual ICollection<Preference> Preferences { get; private set; }
}
