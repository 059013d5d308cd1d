using Microsoft.EntityFrameworkCore.Migrations;

namespace Old.Migrations
{
    public partial class Start : Migration
    {
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "Users",
                columns: table => new
                {
                    Id = table.Column<int>(nullable: false),
                    Blacklisted = table.Column<bool>(nullable: true)
                },
                constraints: table => table.PrimaryKey("PK_Users", x => x.Id));
        }
    }
}
