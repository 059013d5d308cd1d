import { db } from "./db";

export const find = (email: string) => db("users").where({ mail: email }).first("id", { nick: "alias", firstName: "alias" });

export const change = (id: number, alias: string) => db("users").where({ id }).update({ alias });

export const label = async (id: number) => {
  const user = await db("users").where({ id }).first("alias as nick");
  return user.nick;
};
