exports.up = (knex) =>
  knex.schema.createTable("users", (table) => {
    table.increments();
    table.string("email");
    table.string("role");
    table.integer("role_id");
  });

exports.down = (knex) => knex.schema.dropTable("users");
