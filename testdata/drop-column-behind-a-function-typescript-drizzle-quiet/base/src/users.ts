import { createInsertSchema } from "drizzle-zod";
import { db } from "./db";
import { users } from "./schema";

const userSchema = createInsertSchema(users);
export const apiUser = userSchema.pick({ id: true });

export const findUser = async (id: number) => {
  const user = await db.query.users.findFirst({ where: { id } });
  if (!user) {
    throw new Error("no such user");
  }
  return user;
};

export const findGuest = async () => ({ nickname: "guest" });
