namespace App;

public class Uses
{
    public int Of(Post post) => post.Stars;

    public object Told(IDbConnection db) => db.GetAll<Story>().Select(s => s.Stars);

    public object Read(ISqlSugarClient db) => db.Queryable<Page>().Where(p => p.Stars > 1);

    public object Turned(IDataContext db) => db.GetTable<Leaf>().Where(p => p.Stars > 1);
}
