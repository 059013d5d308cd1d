import { db } from "./db";

export const findUser = (id: number) =>
  db.selectFrom("users").select(["id", "email"]).where("id", "=", id).executeTakeFirst();
