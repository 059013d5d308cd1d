namespace Shop;

public class BackPay
{
    public int Id { get; set; }
    public string Text { get; set; }
    public decimal Amount { get; set; }
}
