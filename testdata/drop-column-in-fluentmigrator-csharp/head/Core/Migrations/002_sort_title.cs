using FluentMigrator;

[Migration(2)]
public class SortTitle : Migration
{
    public override void Up()
    {
        Delete.Column("SortTitle").FromTable("Movies");
    }
}
