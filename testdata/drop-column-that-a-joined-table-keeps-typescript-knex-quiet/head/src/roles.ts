import knex from "knex";

const db = knex({ client: "pg" });

// Of both tables only `role_user` has the column from now on; as long as both have it, no database takes this.
export const members = () =>
  db.select("user_id", "project").from("role_user").leftJoin("roles", "role_user.role_id", "roles.id");

// The name is that of a common table expression.
export const recent = () =>
  db.with("roles", db("role_user").select("project")).select("roles.project").from("roles");
