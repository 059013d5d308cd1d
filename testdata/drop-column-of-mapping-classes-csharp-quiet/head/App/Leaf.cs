namespace App;

[Table(Name = "leaves")]
public class Leaf
{
    public virtual int Id { get; set; }
    [Column(Name = "rating")] public virtual int Stars { get; set; }
    public virtual int Marks { get; set; }
}
