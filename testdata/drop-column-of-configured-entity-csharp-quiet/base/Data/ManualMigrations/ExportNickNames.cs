namespace Shop.Data.ManualMigrations;

/// Runs before the schema is brought up to date, once.
public static class ExportNickNames
{
    public static void Run(ShopContext db) => db.Database.SqlQuery("SELECT Email, NickName FROM User");
}
