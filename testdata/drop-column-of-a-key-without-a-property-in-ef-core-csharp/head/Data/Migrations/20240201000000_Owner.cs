using Microsoft.EntityFrameworkCore.Migrations;

public partial class Owner : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.DropColumn(name: "Owner_Id", table: "Preferences");
    }
}
