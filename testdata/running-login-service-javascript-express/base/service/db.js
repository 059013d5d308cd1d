// The database that the environment names: a server, or a file.
const url = process.env.DATABASE_URL;

if (url.startsWith("postgresql")) {
  const { Pool } = require("pg");
  const pool = new Pool({ connectionString: url });
  exports.query = async (sql, values) => (await pool.query(sql, values)).rows;
} else {
  const { Database } = require("node-sqlite3-wasm");
  const database = new Database(url);
  exports.query = async (sql, values) => database.all(sql, values);
}
