import { Kysely } from "kysely";
import { Database } from "./types";

export const add = (db: Kysely<Database>) => db.insertInto("users").values({ id: 1, rating: 3 }).execute();

export const equal = (db: Kysely<Database>) =>
  db.selectFrom("users").select("id").where((eb) => eb("rating", "=", 3)).execute();

export const both = (db: Kysely<Database>) =>
  db.selectFrom("users").select("id").where(({ eb, and }) => and([eb("rating", ">", 3), eb("id", ">", 1)])).execute();

export const highest = (db: Kysely<Database>) =>
  db.selectFrom("users").select(({ fn }) => fn.max("rating").as("highest")).execute();

export const more = (db: Kysely<Database>) =>
  db.updateTable("users").set((eb) => ({ rating: eb("id", "+", 1) })).execute();

export const some = (db: Kysely<Database>, rating?: number) =>
  db.selectFrom("users").select("id").$if(rating !== undefined, (query) => query.where("rating", "=", rating!)).execute();

export const other = (db: Kysely<Database>) =>
  db.selectFrom("posts").select("id").where((eb) => eb.exists(eb.selectFrom("users").select("id").where("rating", "=", 3))).execute();
