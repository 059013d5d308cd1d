import { sql, type DatabasePool } from "slonik";

const columns = sql.fragment`id, mail AS email`;

export const load = (pool: DatabasePool, id: number) => pool.one(sql.unsafe`SELECT ${columns} FROM users WHERE id = ${id}`);

export const nick = async (pool: DatabasePool, id: number) => {
  const row = await pool.one(sql.unsafe`SELECT alias AS nick FROM users WHERE id = ${id}`);
  return row.nick;
};
