using FluentMigrator;

[Migration(1)]
public class Movies : Migration
{
    public override void Up()
    {
        Create.Table("Movies")
            .WithColumn("Id").AsInt32().PrimaryKey().Identity()
            .WithColumn("Title").AsString()
            .WithColumn("SortTitle").AsString().Nullable();
    }
}
