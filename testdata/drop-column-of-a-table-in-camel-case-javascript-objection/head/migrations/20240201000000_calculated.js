exports.up = (knex) => knex.schema.alterTable('charge_elements', (table) => { table.dropColumn('calculated'); });

exports.down = (knex) => knex.schema.alterTable('charge_elements', (table) => { table.decimal('calculated'); });
