using Microsoft.EntityFrameworkCore.Migrations;

public partial class Initial : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            name: "APP_CONTACT",
            columns: table => new
            {
                CONTACT_ID = table.Column<int>(type: "integer", nullable: false),
                FAMILY_NAME = table.Column<string>(type: "text", nullable: false),
                ORGANIZATION_NAME = table.Column<string>(type: "text", nullable: true)
            },
            constraints: table => table.PrimaryKey("PK_APP_CONTACT", x => x.CONTACT_ID));
        migrationBuilder.CreateTable(
            name: "APP_OWNER",
            columns: table => new
            {
                OWNER_ID = table.Column<int>(type: "integer", nullable: false),
                PREFIX_CODE = table.Column<string>(type: "text", nullable: true)
            },
            constraints: table => table.PrimaryKey("PK_APP_OWNER", x => x.OWNER_ID));
    }
}
