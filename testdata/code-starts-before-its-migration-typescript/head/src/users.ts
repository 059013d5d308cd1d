import { Pool } from "pg";

export async function profile(pool: Pool, id: number) {
  return pool.query("SELECT id, email, locale FROM users WHERE id = $1", [id]);
}

export async function visit(pool: Pool, id: number) {
  return pool.query("INSERT INTO visits (user_id) VALUES ($1)", [id]);
}
