namespace Core
{
    public class Note
    {
        public int Id { get; set; }
        public string Path { get; set; }
        public string Title { get; set; }
    }
}
