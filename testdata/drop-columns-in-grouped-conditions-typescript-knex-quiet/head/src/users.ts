import { db } from "./db";

export const find = (text: string) =>
  db("users").whereIn("id", (query) => query.from("people").select("id").where("nick", text));

export const search = (text: string) =>
  db("people").where(function () {
    this.where("id", text).orWhere("mail", text);
  });

export const people = (text: string) => {
  const query = db("users").where("id", ">", 0);
  db("people").andWhere((query) => {
    query.where("id", text).orWhere("phone", text);
  });
  return query.on("query", (query) => query.phone);
};
