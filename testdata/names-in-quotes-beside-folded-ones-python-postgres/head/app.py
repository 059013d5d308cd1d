def emails(db):
    return db.execute("""SELECT email FROM (SELECT "Email", id FROM orders) o JOIN items ON o.id = items.id""")


def outer_emails(db):
    return db.execute("""SELECT (SELECT max(email) FROM orders) FROM items""")


def put(db):
    return db.execute("""INSERT INTO users (id) VALUES (1) ON CONFLICT (key, "Key") DO NOTHING""")


def totals(db):
    return db.execute("""SELECT orders.id FROM accounts JOIN orders ON total = 1""")
