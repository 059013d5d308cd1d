import { Migration } from "@mikro-orm/migrations";

export class Migration20240101000000 extends Migration {
  async up(): Promise<void> {
    this.addSql('create table "user" ("id" serial primary key, "email" text not null, "nickname" text null);');
  }

  async down(): Promise<void> {
    this.addSql('drop table "user";');
  }
}
