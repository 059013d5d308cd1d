import { Pool } from "pg";

const columns = ["id", "username"];

export function users(pool: Pool) {
  return pool.query(
    `SELECT ${columns.join(", ")} ` +
      "FROM users " +
      "WHERE id > 0",
  );
}
