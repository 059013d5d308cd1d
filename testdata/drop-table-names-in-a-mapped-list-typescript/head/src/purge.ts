export async function truncate(db) {
  await Promise.all(["events", "event_log"].map((table) => db.query(`DELETE FROM ${table}`)));
  await Promise.all(["events", "event_log"].map((table) => db.query(`SELECT count(*) FROM ${table} WHERE id > 0`)));
}
