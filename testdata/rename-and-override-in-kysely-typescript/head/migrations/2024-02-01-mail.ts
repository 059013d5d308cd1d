import { Kysely, sql } from "kysely";

export async function up(db: Kysely<any>): Promise<void> {
  await db.schema.alterTable("users").renameColumn("email", "mail").execute();
  await db.schema.alterTable("users").dropColumn("first_name").execute();
}
