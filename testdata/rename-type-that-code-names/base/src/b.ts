export async function a(knex, sql, state) {
  await knex("users").where(knex.raw("state = ?::mood", [state]));
  await sql`SELECT id FROM users WHERE state = ${state}::mood`;
  await knex("users").orderByRaw("state <> 'sad'::\"mood\"");
}
