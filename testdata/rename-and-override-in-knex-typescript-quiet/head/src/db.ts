import { knex } from "knex";
import { knexSnakeCaseMappers } from "objection";

export const db = knex({ client: "pg", ...knexSnakeCaseMappers() });
