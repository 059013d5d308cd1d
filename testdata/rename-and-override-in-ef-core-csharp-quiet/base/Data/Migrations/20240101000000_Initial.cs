using Microsoft.EntityFrameworkCore.Migrations;

public partial class Initial : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            name: "t_user",
            columns: table => new
            {
                id = table.Column<int>(type: "integer", nullable: false),
                email = table.Column<string>(type: "text", nullable: true),
                mail_addr = table.Column<string>(type: "text", nullable: true),
                nick = table.Column<string>(type: "text", nullable: true),
                alias_name = table.Column<string>(type: "text", nullable: true),
                page_title = table.Column<string>(type: "text", nullable: true)
            },
            constraints: table => table.PrimaryKey("PK_t_user", x => x.id));
    }
}
