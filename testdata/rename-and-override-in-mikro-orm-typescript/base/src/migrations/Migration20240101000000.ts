import { Migration } from "@mikro-orm/migrations";

export class Migration20240101000000 extends Migration {
  async up(): Promise<void> {
    this.addSql(`create table users (id serial primary key, email text, nick text, alias text, first_name text);`);
  }
}
