using System.Collections.Generic;
using System.Data;
using Dapper;

namespace Shop;

public static class Orders
{
    public static IEnumerable<string> Buyers(IDbConnection db) =>
        db.Query<string>("SELECT customers.name FROM orders JOIN customers ON customers.id = orders.customer_id");
}
