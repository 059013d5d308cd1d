import knex from "./db";

export const setOne = (id: number) => knex("posts").where("id", id).update("rating", 3);

export const best = () => knex("posts").select("id").orderBy([{ column: "rating", order: "desc" }]);

export const highest = () => knex("posts").select(knex.raw("max(rating) as highest"));

export const named = () => knex("posts").select({ score: "rating" });

export function search(rating?: number) {
  const query = knex("posts");
  if (rating) query.where("rating", rating);
  return query;
}

export const rated = () => knex("posts").modify((query) => query.whereNotNull("rating"));

const FIELDS = { score: "rating" };
export const scores = () => knex("posts").pluck(FIELDS.score);

export const first = () => knex("posts").then((rows) => rows[0].rating);

export const other = () => knex("users").select("id");
