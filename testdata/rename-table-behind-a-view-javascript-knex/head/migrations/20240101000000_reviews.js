exports.up = (knex) => knex.schema.createTable('reviews', (table) => {
  table.increments('id');
  table.string('status');
  table.text('issues');
});

exports.down = (knex) => knex.schema.dropTable('reviews');
