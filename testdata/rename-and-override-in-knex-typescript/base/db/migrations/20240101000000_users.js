exports.up = async (knex) => {
  await knex.schema.createTable("users", (table) => {
    table.increments();
    table.text("email");
    table.text("first_name");
    table.text("nick");
    table.text("alias");
  });
};
