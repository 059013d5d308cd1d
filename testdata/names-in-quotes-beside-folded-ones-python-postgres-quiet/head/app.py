def emails(db):
    return db.execute("""SELECT "Email" FROM (SELECT "Email", id FROM orders) o JOIN items ON o.id = items.id""")


def outer_emails(db):
    return db.execute("""SELECT (SELECT max("Email") FROM orders) FROM items""")


def put(db):
    return db.execute("""INSERT INTO users (id) VALUES (1) ON CONFLICT (id) DO NOTHING""")


def totals(db):
    return db.execute("""SELECT o.id FROM accounts a, items JOIN orders o ON total = items.id""")
