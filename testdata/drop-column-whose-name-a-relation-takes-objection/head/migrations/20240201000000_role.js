exports.up = (knex) => knex.schema.alterTable("users", (table) => table.dropColumn("role"));

exports.down = (knex) => knex.schema.alterTable("users", (table) => table.string("role"));
