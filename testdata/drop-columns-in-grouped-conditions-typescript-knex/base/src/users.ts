import { db } from "./db";

export const find = (text: string) =>
  db("users").where((query) => query.where("nick", text).orWhere("id", text));

export const search = (text: string) =>
  db("users").where(function () {
    this.where("id", text).orWhere("mail", text);
  });

export const people = (text: string) => {
  const query = db("users").where("id", ">", 0);
  query.andWhere((group) => {
    group.where("id", text).orWhere("phone", text);
  });
  return query;
};
