namespace Old
{
    public class User
    {
        public int Id { get; set; }
        public bool? Blacklisted { get; set; }
    }
}
