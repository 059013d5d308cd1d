def run(db):
    return db.execute("SELECT id FROM users")
