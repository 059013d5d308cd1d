using Microsoft.EntityFrameworkCore;

namespace App
{
    public class AppContext : DbContext
    {
        public DbSet<User> Users { get; set; }
    }
}
