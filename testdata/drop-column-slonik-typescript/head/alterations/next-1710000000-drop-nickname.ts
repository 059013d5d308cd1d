import { sql } from "slonik";

const alteration: AlterationScript = {
  up: async (pool) => {
    await pool.query(sql`alter table users drop column nickname;`);
  },
  down: async (pool) => {
    await pool.query(sql`alter table users add column nickname text;`);
  },
};

export default alteration;
