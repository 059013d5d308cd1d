exports.find = (pool, id) => pool.query("SELECT id, email FROM users WHERE id = $1", [id]);
