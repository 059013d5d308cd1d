exports.up = (knex) =>
  knex.schema
    .createTable("users", (table) => {
      table.increments("id");
      table.string("nick");
      table.string("mail");
      table.string("phone");
    })
    .createTable("people", (table) => {
      table.increments("id");
      table.string("nick");
      table.string("mail");
      table.string("phone");
    });
exports.down = (knex) => knex.schema.dropTable("people").dropTable("users");
