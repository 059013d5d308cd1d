import knex from "knex";

const db = knex({ client: "pg" });

export function names() {
  return db("users").select("id", "email").where("id", ">", 0);
}

// A list that is made from itself.
let columns = ["id"];
columns = [...columns, "email"];

export function all() {
  return db("users").select(columns);
}
