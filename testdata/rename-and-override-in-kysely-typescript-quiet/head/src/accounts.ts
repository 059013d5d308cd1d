import { Selectable } from "kysely";
import { Account, db, UsersTable } from "./db";

export const find = (email: string) =>
  db.selectFrom("users").select(["id", "mail as email", "alias as firstName"]).where("mail", "=", email).executeTakeFirst();

export const change = (id: number, name: string) =>
  db.updateTable("users").set({ alias: name }).where("id", "=", id).execute();

export const show = (account: Account) => account.alias;

export const shown = (account: Selectable<UsersTable>) => `${account.mail} ${account.alias}`;
