import { eq } from "drizzle-orm";
import { db } from "./db";
import { accounts, type Account } from "./schema";

export const find = (email: string) => db.select({ nick: accounts.nick }).from(accounts).where(eq(accounts.email, email));

export const named = (firstName: string) => db.query.accounts.findFirst({ columns: { label: true, nick: true, firstName: true } });

export const add = (nick: string) => db.insert(accounts).values({ nick, label: nick });

export const all = (names: string[]) => db.insert(accounts).values(names.map((name) => ({ nick: name, label: name })));

export const change = (id: number, name: string) => {
  const values = { nick: name, firstName: name };
  return db.update(accounts).set(values).where(eq(accounts.id, id));
};

export const show = (account: Account) => `${account.label} ${account.nick}`;

export const picked = (account: Pick<typeof accounts.$inferSelect, "label" | "nick">) => account.label;
