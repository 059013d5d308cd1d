import type { Knex } from "knex";
import type { DBUser } from "./types";

const TABLE = "app_users";

export const find = (db: Knex, id: number): Promise<DBUser | undefined> => db<DBUser>(TABLE).where({ id }).first();

export const all = (db: Knex) => db.from<DBUser>("app_users").select("*");
