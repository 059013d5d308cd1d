using Microsoft.EntityFrameworkCore.Migrations;

public partial class Tidy : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.DropColumn(name: "ORGANIZATION_NAME", table: "APP_CONTACT");
        migrationBuilder.DropColumn(name: "PREFIX_CODE", table: "APP_OWNER");
    }
}
