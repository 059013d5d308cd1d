import { Pool } from "pg";

export async function profile(pool: Pool, id: number) {
  return pool.query("SELECT id, email FROM users WHERE id = $1", [id]);
}
