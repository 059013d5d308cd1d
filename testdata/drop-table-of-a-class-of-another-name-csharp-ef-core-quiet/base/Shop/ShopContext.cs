using Microsoft.EntityFrameworkCore;

namespace Shop;

public class ShopContext : DbContext
{
    public DbSet<BackPay> Refunds { get; set; }
    public DbSet<Voucher> Vouchers { get; set; }

    protected override void OnModelCreating(ModelBuilder builder)
    {
        builder.Entity<BackPay>().ToTable("Refunds");
        builder.ApplyConfiguration(new VoucherConfiguration());
    }
}
