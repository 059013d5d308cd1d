using System.Linq;
using Microsoft.EntityFrameworkCore;

namespace App;

public class Rates
{
    public object Above(DbContext db, int least)
    {
        return db.Set<Post>().AsNoTracking().Where(one => one.Rating > least).ToList();
    }

    public int First(DbContext db)
    {
        var one = db.Set<Post>().First();
        return one.Rating;
    }

    public void Reset(Db db)
    {
        db.Posts.ExecuteUpdate(set => set.SetProperty(one => one.Rating, 0));
    }

    public void Touch(Db db)
    {
        db.Entry(new Post()).Property(one => one.Rating).IsModified = true;
    }

    public int Of(object value)
    {
        if (value is Post one)
        {
            return one.Rating;
        }
        return 0;
    }
}
