exports.up = async (knex) => {
  await knex.schema.alterTable("users", (table) => {
    table.renameColumn("nick", "nickname");
  });
};

exports.down = async (knex) => {
  await knex.schema.alterTable("users", (table) => {
    table.renameColumn("nickname", "nick");
  });
};
