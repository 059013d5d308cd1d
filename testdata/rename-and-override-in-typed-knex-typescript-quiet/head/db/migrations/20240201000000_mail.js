exports.up = (knex) =>
  knex.schema.alterTable("app_users", (table) => {
    table.renameColumn("mail", "email");
    table.dropColumn("nick");
    table.dropColumn("seen_at");
  });
exports.down = (knex) => knex.schema;
