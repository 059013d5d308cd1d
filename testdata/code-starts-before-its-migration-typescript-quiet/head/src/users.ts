import { Pool } from "pg";

export async function profile(pool: Pool, id: number) {
  return pool.query("SELECT id, email FROM users WHERE id = $1", [id]);
}

export async function places(pool: Pool) {
  return pool.query("SELECT locale FROM places");
}

// No migration makes this column: the order of code and migrations is not what is wrong.
export async function nick(pool: Pool) {
  return pool.query("SELECT nick FROM users");
}
