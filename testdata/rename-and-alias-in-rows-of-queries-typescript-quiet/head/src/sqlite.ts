import Database from "better-sqlite3";

const db = new Database("app.db");

export function load(id: number) {
  const row = db.prepare("SELECT mail AS email FROM users WHERE id = ?").get(id);
  return row.email;
}
