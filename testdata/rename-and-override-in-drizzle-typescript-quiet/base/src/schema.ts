import { pgTable, serial, text } from "drizzle-orm/pg-core";

export const accounts = pgTable("users", {
  id: serial().primaryKey(),
  email: text("mail"),
  nick: text("alias"),
});

export type Account = typeof accounts.$inferSelect;
