using FluentMigrator;

namespace Core.Migrations
{
    [Migration(1)]
    public class notes : Migration
    {
        public override void Up()
        {
            Create.Table("Notes").WithColumn("Id").AsInt32().PrimaryKey().WithColumn("Path").AsString().WithColumn("Title").AsString().WithColumn("Old").AsString();
        }
    }
}
