exports.up = (knex) => knex.schema
  .createTable('grants', (table) => { table.increments('id'); })
  .createTable('assigned_grants', (table) => { table.integer('grant_id'); table.integer('user_id'); });

exports.down = (knex) => knex.schema.dropTable('assigned_grants').dropTable('grants');
