namespace App;

public class Story
{
    public virtual int Id { get; set; }
    public virtual int Stars { get; set; }
    public virtual int Marks { get; set; }
}
