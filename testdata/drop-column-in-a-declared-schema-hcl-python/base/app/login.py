def login(pool, name):
    return pool.fetch("SELECT id, username FROM users WHERE username = $1", name)
