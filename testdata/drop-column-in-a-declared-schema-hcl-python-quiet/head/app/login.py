def login(pool, email):
    return pool.fetch("SELECT id FROM users WHERE email = $1", email)
