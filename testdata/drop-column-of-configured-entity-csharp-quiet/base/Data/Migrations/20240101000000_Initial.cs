using Microsoft.EntityFrameworkCore.Migrations;

public partial class Initial : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            name: "User",
            columns: table => new
            {
                Id = table.Column<int>(type: "INTEGER", nullable: false),
                Email = table.Column<string>(type: "TEXT", nullable: false),
                NickName = table.Column<string>(type: "TEXT", nullable: true),
                Archived = table.Column<bool>(type: "INTEGER", nullable: false)
            },
            constraints: table => table.PrimaryKey("PK_User", x => x.Id));
        migrationBuilder.CreateTable(
            name: "posts",
            columns: table => new
            {
                Id = table.Column<int>(type: "INTEGER", nullable: false),
                ChangedBy = table.Column<string>(type: "TEXT", nullable: true),
                sub_title = table.Column<string>(type: "TEXT", nullable: true)
            },
            constraints: table => table.PrimaryKey("PK_posts", x => x.Id));
        migrationBuilder.CreateTable(
            name: "Attachment",
            columns: table => new
            {
                Id = table.Column<int>(type: "INTEGER", nullable: false),
                Path = table.Column<string>(type: "TEXT", nullable: false),
                Caption = table.Column<string>(type: "TEXT", nullable: true)
            },
            constraints: table => table.PrimaryKey("PK_Attachment", x => x.Id));
    }
}
