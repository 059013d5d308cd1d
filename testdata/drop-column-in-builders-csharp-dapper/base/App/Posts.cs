using Dapper;
using SqlKata.Execution;

namespace App;

public class Posts
{
    public object Above(IDbConnection db, int least)
    {
        var builder = new SqlBuilder();
        builder.Where("rating > @least", new { least });
        var template = builder.AddTemplate("SELECT id FROM posts /**where**/ /**orderby**/");
        builder.OrderBy("rating DESC");
        return db.Query<int>(template.RawSql, template.Parameters);
    }

    public object Listed(QueryFactory db) => db.Query("posts").Select("id", "rating").Where("rating", ">", 3).Get();

    public object Made(QueryFactory db) => db.Query("posts").Insert(new { rating = 3 });

    public object Others(IDbConnection db) => db.Query("SELECT id FROM users");
}
