exports.find = (pool, id) => pool.query("SELECT id, nickname FROM users WHERE id = $1", [id]);
