exports.up = (knex) =>
  knex.schema.alterTable("users", (table) => {
    table.dropColumn("nickname");
    table.dropColumn("archived");
  }).dropTable("reports");

exports.down = (knex) =>
  knex.schema.alterTable("users", (table) => {
    table.string("nickname");
    table.boolean("archived");
  }).createTable("reports", (table) => {
    table.increments("id");
  });
