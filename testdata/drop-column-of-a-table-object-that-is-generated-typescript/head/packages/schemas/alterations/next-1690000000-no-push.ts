import { sql } from 'slonik';

import type { AlterationScript } from '../lib/types/alteration.js';

const alteration: AlterationScript = {
  up: async (pool) => {
    await pool.query(sql`
      alter table user_devices drop column push_token;
    `);
  },
  down: async () => {},
};

export default alteration;
