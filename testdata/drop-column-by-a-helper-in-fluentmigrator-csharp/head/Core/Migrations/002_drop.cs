using FluentMigrator;

namespace Core.Migrations
{
    [Migration(2)]
    public class drop_path : Migration
    {
        public override void Up()
        {
            SqLiteAlter.DropColumns("Notes", new[] { "Path", "Old" });
        }
    }
}
