exports.up = (knex) =>
  knex.schema.alterTable("users", (table) => {
    table.dropColumn("nick");
    table.dropColumn("mail");
    table.dropColumn("phone");
  });
exports.down = (knex) => knex.schema;
