import { CamelCasePlugin, Generated, Kysely, PostgresDialect, Selectable } from "kysely";

export interface UsersTable {
  id: Generated<number>;
  mail: string | null;
  alias: string | null;
}

interface Database {
  users: UsersTable;
}

export type Account = Selectable<UsersTable>;

export const db = new Kysely<Database>({ dialect: new PostgresDialect({}), plugins: [new CamelCasePlugin()] });
