using Microsoft.EntityFrameworkCore;

namespace Old
{
    public class OldContext : DbContext
    {
        public DbSet<User> Users { get; set; }
    }
}
