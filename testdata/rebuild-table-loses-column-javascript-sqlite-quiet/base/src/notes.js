const Database = require("better-sqlite3");

const db = new Database("notes.db");

function titles() {
  return db.prepare("SELECT id, title FROM notes ORDER BY id").all();
}

module.exports = { titles };
