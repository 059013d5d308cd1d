def add(db, id, name):
    db.execute("""INSERT INTO users VALUES (%s, %s)""", (id, name))
