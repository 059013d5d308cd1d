namespace Shop;

public class Desk
{
    public int Open(ShopContext db) => db.Refunds.Count();

    public object Kinds(ShopContext db) => db.Set<BackPay>().ToList();

    public object Texts(ShopContext db) => db.Vouchers.Select(v => v.Text);
}
