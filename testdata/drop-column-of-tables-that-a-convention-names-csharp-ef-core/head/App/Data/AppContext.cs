using Microsoft.EntityFrameworkCore;
using App.Models;

namespace App.Data;

public class AppContext : DbContext
{
    public DbSet<Contact> Contacts { get; set; }
    public DbSet<Owner> Owners { get; set; }

    protected override void OnModelCreating(ModelBuilder builder)
    {
        builder.UpperCaseConvention("APP_");
    }
}
