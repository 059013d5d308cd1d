import mysql from "mysql2/promise";

export async function load(pool: mysql.Pool, id: number) {
  const [rows] = await pool.query("SELECT * FROM users WHERE id = ?", [id]);
  return rows[0].nick;
}
