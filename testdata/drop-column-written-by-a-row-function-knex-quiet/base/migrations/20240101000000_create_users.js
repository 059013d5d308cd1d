exports.up = (knex) =>
  knex.schema.createTable("users", (table) => {
    table.increments("id");
    table.string("email");
    table.string("nickname");
    table.boolean("archived");
  });

exports.down = (knex) => knex.schema.dropTable("users");
