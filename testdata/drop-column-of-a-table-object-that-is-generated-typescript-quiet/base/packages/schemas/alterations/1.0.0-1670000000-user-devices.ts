import { sql } from 'slonik';

import type { AlterationScript } from '../lib/types/alteration.js';

const alteration: AlterationScript = {
  up: async (pool) => {
    await pool.query(sql`
      create table user_devices (id varchar(21) not null primary key, user_id varchar(21) not null, push_token text, is_trusted boolean not null default false);
    `);
  },
  down: async () => {},
};

export default alteration;
