import { Migration } from "@mikro-orm/migrations";

export class Migration20240201000000 extends Migration {
  async up(): Promise<void> {
    this.addSql(`alter table users rename column email to mail;`);
    this.addSql(`alter table users drop column nick;`);
    this.addSql(`alter table users drop column first_name;`);
  }
}
