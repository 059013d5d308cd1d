import knex from "knex";

const db = knex({ client: "pg" });

export const members = () =>
  db.select("user_id", "roles.project").from("role_user").leftJoin("roles", "role_user.role_id", "roles.id");

export const names = () => db("roles").select("name", "project");
