import { db } from "./db";

export const findUser = (id: number) =>
  db.selectFrom("users").select(["id", "nickname"]).where("id", "=", id).executeTakeFirst();
