def ids(db):
    return db.execute("""SELECT id FROM ids""")


def orders(db):
    return db.execute("""SELECT id FROM orders""")


def total(db):
    return db.execute("""INSERT INTO totals (id, total) VALUES (1, 2)""")
