exports.up = (knex) => knex.schema.dropTable('assigned_grants');

exports.down = (knex) => knex.schema.createTable('assigned_grants', (table) => { table.integer('grant_id'); table.integer('user_id'); });
