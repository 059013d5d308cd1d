using Microsoft.EntityFrameworkCore.Migrations;

public partial class Tidy : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.RenameColumn(name: "Email", table: "Users", newName: "LoginEmail");
        migrationBuilder.DropColumn(name: "Phone", table: "Users");
        migrationBuilder.DropColumn(name: "Nick", table: "Users");
        migrationBuilder.DropColumn(name: "Tenant", table: "Users");
    }
}
