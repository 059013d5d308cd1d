namespace Shop;

public class Voucher
{
    public int Id { get; set; }
    public string Text { get; set; }
}
