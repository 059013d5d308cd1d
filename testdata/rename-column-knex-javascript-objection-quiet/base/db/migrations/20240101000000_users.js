exports.up = (knex) =>
  knex.schema.createTable("users", (table) => {
    table.increments();
    table.string("email").notNullable();
    table.string("nick");
  });

exports.down = (knex) => knex.schema.dropTable("users");
