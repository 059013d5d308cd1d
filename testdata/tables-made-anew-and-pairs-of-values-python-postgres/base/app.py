def read(db):
    db.execute("SELECT id, name FROM users")


def write(db):
    db.execute("UPDATE orders SET (id, kind) = (1, 'fresh')")
    db.execute("INSERT INTO first VALUES (100, 'text')")
