export async function a(knex, sql, state) {
  const mood = state;
  await knex("users").where(knex.raw("state::text = ?", [mood]));
  await sql`SELECT id FROM users WHERE state::text = ${mood} -- ::mood`;
}
