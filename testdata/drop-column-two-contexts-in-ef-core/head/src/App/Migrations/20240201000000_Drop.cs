using Microsoft.EntityFrameworkCore.Migrations;

namespace App.Migrations
{
    public partial class Drop : Migration
    {
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(name: "Blacklisted", table: "Users");
        }
    }
}
