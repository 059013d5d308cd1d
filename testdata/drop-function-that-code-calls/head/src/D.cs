using System.Data;
class D {
  void A(SqlConnection c) {
    var cmd = new SqlCommand("account_total", c);
    cmd.CommandType = CommandType.StoredProcedure;
    var b = c.CreateCommand();
    b.CommandText = "account_total";
    c.Query<int>("account_total", new { a = 1 }, commandType: CommandType.StoredProcedure);
    c.Execute("EXEC account_total @a");
    ctx.Database.ExecuteSqlRaw("EXECUTE dbo.account_total {0}", 1);
  }
}
