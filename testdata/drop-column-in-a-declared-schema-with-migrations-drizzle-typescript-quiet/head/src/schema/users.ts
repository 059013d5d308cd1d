import { pgTable, serial, text, timestamp } from "drizzle-orm/pg-core";

const stamps = { createdAt: timestamp().defaultNow() };

export const users = pgTable("users", {
  id: serial().primaryKey(),
  email: text().notNull(),
  ...stamps,
});
