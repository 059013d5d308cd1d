exports.up = (knex) => knex.schema.createTable('charge_elements', (table) => {
  table.increments('id');
  table.decimal('calculated');
  table.integer('owner_id');
});

exports.down = (knex) => knex.schema.dropTable('charge_elements');
