export async function truncate(db) {
  await Promise.all(["users", "posts"].map((table) => db.query(`DELETE FROM ${table}`)));
  await Promise.all(["users", "posts"].map((table) => db.query(`SELECT count(*) FROM ${table} WHERE id > 0`)));
}
