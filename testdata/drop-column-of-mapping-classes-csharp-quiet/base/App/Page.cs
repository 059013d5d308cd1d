namespace App;

[SugarTable("pages")]
public class Page
{
    public virtual int Id { get; set; }
    [SugarColumn(ColumnName = "rating")] public virtual int Stars { get; set; }
    public virtual int Marks { get; set; }
}
