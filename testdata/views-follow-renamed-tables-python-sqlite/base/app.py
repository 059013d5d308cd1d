def place(db):
    db.execute("UPDATE items SET place = 1 FROM users RETURNING id")


def read(db):
    db.execute("SELECT * FROM names")
    db.execute("SELECT login FROM (SELECT * FROM orders) login")
