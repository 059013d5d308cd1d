export const a = (knex) => knex("users").where(knex.raw("id in (select user_id from peers where active)"));
export const b = (knex) => knex("users").whereRaw("exists (select 1 from peers where peers.user_id = users.id and active)");
