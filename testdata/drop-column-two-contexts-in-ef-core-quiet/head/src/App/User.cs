namespace App
{
    public class User
    {
        public int Id { get; set; }
    }
}
