public class Movie
{
    public int Id { get; set; }
    public string SortTitle { get; set; }
}
