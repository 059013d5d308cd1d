import { Pool } from "pg";

const pool = new Pool();

export async function load(id: number) {
  const { rows } = await pool.query("SELECT * FROM users WHERE id = $1", [id]);
  return rows[0].email + rows[0].nick;
}

export async function each() {
  const result = await pool.query("SELECT * FROM users");
  return result.rows.map((row) => row.nick);
}
