def join(pool, email):
    pool.execute("INSERT INTO users (email) VALUES ($1)", email)
