def place(db):
    db.execute("UPDATE items SET place = 1 FROM users RETURNING id")


def read(db):
    db.execute("SELECT name FROM names")
    db.execute("SELECT id, other FROM pairs")
    db.execute("SELECT login FROM (SELECT * FROM orders) login")
