using Microsoft.EntityFrameworkCore.Migrations;

public partial class Tidy : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.RenameColumn(name: "email", table: "t_user", newName: "login_email");
        migrationBuilder.DropColumn(name: "mail_addr", table: "t_user");
        migrationBuilder.DropColumn(name: "nick", table: "t_user");
    }
}
