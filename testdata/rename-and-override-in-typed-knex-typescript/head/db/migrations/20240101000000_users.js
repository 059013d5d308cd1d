exports.up = (knex) =>
  knex.schema.createTable("app_users", (table) => {
    table.increments("id");
    table.string("mail");
    table.string("nick");
    table.timestamp("seen_at");
  });
exports.down = (knex) => knex.schema.dropTable("app_users");
