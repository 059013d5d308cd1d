import { eq } from "drizzle-orm";
import { db } from "./db";
import { accounts, type Account } from "./schema";

export const find = (email: string) => db.select({ nick: accounts.nick }).from(accounts).where(eq(accounts.email, email));

export const named = () => db.query.accounts.findFirst({ columns: { email: true, nick: true } });

export const add = (nick: string) => db.insert(accounts).values({ nick, email: nick });

export const all = (names: string[]) => db.insert(accounts).values(names.map((label) => ({ nick: label, email: label })));

export const change = (id: number, name: string) => {
  const values = { nick: name, email: name };
  const shown = { firstName: name };
  return db.update(accounts).set(values).where(eq(accounts.id, id)).then(() => shown);
};

export const show = (account: Account) => `${account.email} ${account.nick}`;

export const picked = (account: Pick<typeof accounts.$inferSelect, "email" | "nick">) => account.nick;
