using System.Data;
class D {
  void A(SqlConnection c) {
    var cmd = new SqlCommand("average_total", c);
    cmd.CommandType = CommandType.StoredProcedure;
    var b = c.CreateCommand();
    b.CommandText = "average_total";
    c.Query<int>("average_total", new { a = 1 }, commandType: CommandType.StoredProcedure);
    c.Execute("EXEC average_total @a");
    ctx.Database.ExecuteSqlRaw("EXECUTE dbo.average_total {0}", 1);
  }
}
