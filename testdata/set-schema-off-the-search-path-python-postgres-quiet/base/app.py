def names(db):
    return db.execute("""SELECT name FROM users""")


def totals(db):
    return db.execute("""SELECT total FROM orders""")
