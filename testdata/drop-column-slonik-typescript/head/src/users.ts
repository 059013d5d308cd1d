import { sql } from "slonik";

export const findUser = (pool, id) => pool.one(sql`select id, nickname from users where id = ${id}`);
