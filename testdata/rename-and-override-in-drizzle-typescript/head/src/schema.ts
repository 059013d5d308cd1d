import { pgTable, serial, text } from "drizzle-orm/pg-core";

export const accounts = pgTable("users", {
  id: serial().primaryKey(),
  email: text(),
  label: text("nick"),
  firstName: text(),
  nick: text("alias"),
});

export type Account = typeof accounts.$inferSelect;
