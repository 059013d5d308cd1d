namespace Core
{
    public class Listing
    {
        public string Line(Note note) { return note.Path; }
    }
}
