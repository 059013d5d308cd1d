namespace App;

public class Uses
{
    public int Of(Post post) => post.Marks;

    public object Told(IDbConnection db) => db.GetAll<Story>().Select(s => s.Marks);

    public object Read(ISqlSugarClient db) => db.Queryable<Page>().Where(p => p.Marks > 1);

    public object Turned(IDataContext db) => db.GetTable<Leaf>().Where(p => p.Marks > 1);
}
