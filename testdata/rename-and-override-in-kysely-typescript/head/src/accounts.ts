import { Selectable } from "kysely";
import { Account, db, UsersTable } from "./db";

export const find = (email: string) =>
  db.selectFrom("users").select(["id", "firstName", "alias as nick"]).where("email", "=", email).executeTakeFirst();

export const change = (id: number, name: string) =>
  db.updateTable("users").set({ firstName: name }).where("id", "=", id).execute();

export const show = (account: Account) => account.firstName;

export const shown = (account: Selectable<UsersTable>) => `${account.firstName} ${account.alias}`;
