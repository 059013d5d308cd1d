const { pool } = require("./db");

exports.requireUser = async (req, res, next) => {
  const { rows } = await pool.query("SELECT id, session_version FROM users WHERE token = $1", [req.cookies.token]);
  req.user = rows[0];
  next();
};
