using Microsoft.EntityFrameworkCore.Migrations;

public partial class Tidy : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.DropColumn(name: "NickName", table: "User");
        migrationBuilder.DropColumn(name: "Archived", table: "User");
        migrationBuilder.DropColumn(name: "ChangedBy", table: "posts");
        migrationBuilder.DropColumn(name: "sub_title", table: "posts");
        migrationBuilder.DropColumn(name: "Caption", table: "Attachment");
    }
}
