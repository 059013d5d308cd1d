import knex from "./db";

export const setOne = (id: number) => knex("users").where("id", id).update("rating", 3);

export const best = () => knex("users").select("id").orderBy([{ column: "rating", order: "desc" }]);

export const highest = () => knex("users").select(knex.raw("max(rating) as highest"));

export const named = () => knex("users").select({ score: "rating" });

export function search(rating?: number) {
  const query = knex("users");
  if (rating) query.where("rating", rating);
  return query;
}

export const rated = () => knex("users").modify((query) => query.whereNotNull("rating"));

const FIELDS = { score: "rating" };
export const scores = () => knex("users").pluck(FIELDS.score);

export const first = () => knex("users").then((rows) => rows[0].rating);

export const other = () => knex("posts").select("id");
