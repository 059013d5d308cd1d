import { sql } from "slonik";

export const findUser = (pool, id) => pool.one(sql`select id, email from users where id = ${id}`);
