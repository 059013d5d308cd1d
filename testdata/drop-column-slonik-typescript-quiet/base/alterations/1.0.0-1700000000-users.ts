import { sql } from "slonik";

const alteration: AlterationScript = {
  up: async (pool) => {
    await pool.query(sql`create table users (id text primary key, email text not null, nickname text);`);
  },
  down: async (pool) => {
    await pool.query(sql`drop table users;`);
  },
};

export default alteration;
