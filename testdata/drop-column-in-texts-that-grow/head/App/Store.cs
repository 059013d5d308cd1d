using System.Data;
using System.Text;
using Dapper;

public class Store
{
    public object List(IDbConnection db, int least)
    {
        var query = new StringBuilder("SELECT id FROM posts ");
        query.AppendLine("WHERE id > 1");
        query.Append(" AND rating > @least");
        return db.Query(query.ToString(), new { least });
    }
}
