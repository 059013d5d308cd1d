using Microsoft.EntityFrameworkCore.Migrations;

public partial class Initial : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            name: "Users",
            columns: table => new
            {
                id = table.Column<int>(type: "integer", nullable: false),
                Email = table.Column<string>(type: "text", nullable: true),
                Phone = table.Column<string>(type: "text", nullable: true),
                Nick = table.Column<string>(type: "text", nullable: true),
                Tenant = table.Column<string>(type: "text", nullable: true),
                LoginName = table.Column<string>(type: "text", nullable: true)
            },
            constraints: table => table.PrimaryKey("PK_Users", x => x.id));
    }
}
