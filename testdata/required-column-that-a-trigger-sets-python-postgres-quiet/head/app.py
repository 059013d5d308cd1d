def register(db, name):
    db.execute("INSERT INTO users (name) VALUES (%s)", (name,))
