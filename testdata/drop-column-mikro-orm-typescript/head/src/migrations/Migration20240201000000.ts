import { Migration } from "@mikro-orm/migrations";

export class Migration20240201000000 extends Migration {
  async up(): Promise<void> {
    this.addSql('alter table "user" drop column "nickname";');
  }

  async down(): Promise<void> {
    this.addSql('alter table "user" add column "nickname" text null;');
  }
}
