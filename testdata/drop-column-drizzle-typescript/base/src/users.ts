import { eq } from "drizzle-orm";
import { db } from "./db";
import { users } from "./schema";

export const named = (name: string) => db.select().from(users).where(eq(users.nickname, name));

export const labels = (users: { nickname: string }[]) => users.map((user) => user.nickname);
