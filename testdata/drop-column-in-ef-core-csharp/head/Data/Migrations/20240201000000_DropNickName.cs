using Microsoft.EntityFrameworkCore.Migrations;

public partial class DropNickName : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.DropColumn(
            name: "NickName",
            table: "Users");
    }
}
