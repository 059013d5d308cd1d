import knex from "knex";

const db = knex({ client: "pg" });

export function names() {
  return db("users").select("id", "username").where("id", ">", 0);
}
