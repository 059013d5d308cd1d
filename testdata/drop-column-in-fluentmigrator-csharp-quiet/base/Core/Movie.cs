public class Movie
{
    public int Id { get; set; }
    public string Title { get; set; }
}
