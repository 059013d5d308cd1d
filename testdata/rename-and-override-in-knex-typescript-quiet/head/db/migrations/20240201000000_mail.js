exports.up = async (knex) => {
  await knex.schema.alterTable("users", (table) => {
    table.renameColumn("email", "mail");
    table.dropColumn("first_name");
    table.dropColumn("nick");
  });
};
