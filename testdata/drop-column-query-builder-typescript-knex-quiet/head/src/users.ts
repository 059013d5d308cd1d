import knex from "knex";

const db = knex({ client: "pg" });

export function names() {
  return db("users").select("id", "email").where("id", ">", 0);
}
