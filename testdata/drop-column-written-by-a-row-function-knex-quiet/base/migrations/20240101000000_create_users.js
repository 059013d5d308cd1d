exports.up = (knex) =>
  knex.schema.createTable("users", (table) => {
    table.increments("id");
    table.string("email");
    table.string("nickname");
    table.boolean("archived");
  }).createTable("reports", (table) => {
    table.increments("id");
  });

exports.down = (knex) => knex.schema.dropTable("reports").dropTable("users");
