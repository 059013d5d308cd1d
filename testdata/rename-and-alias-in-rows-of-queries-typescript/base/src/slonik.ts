import { sql, type DatabasePool } from "slonik";

const columns = sql.fragment`id, email`;

export const load = (pool: DatabasePool, id: number) => pool.one(sql.unsafe`SELECT ${columns} FROM users WHERE id = ${id}`);

export const nick = async (pool: DatabasePool, id: number) => {
  const row = await pool.one(sql.unsafe`SELECT * FROM users WHERE id = ${id}`);
  return row.nick;
};
