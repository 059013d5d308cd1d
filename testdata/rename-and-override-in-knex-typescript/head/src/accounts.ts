import { db } from "./db";

export const find = (email: string) => db("users").where({ email }).first("id", "firstName", { nick: "alias" });

export const change = (id: number, firstName: string) => db("users").where({ id }).update({ firstName });

export const label = async (id: number) => {
  const user = await db("users").where({ id }).first();
  return user.nick;
};
