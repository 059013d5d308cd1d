def totals(db):
    db.execute("UPDATE users, accounts SET users.name = 'x' WHERE accounts.name = 'y'")


def add(db):
    db.execute("INSERT INTO names (id, name) VALUES (1, 'name')")


def explain(db):
    db.execute("EXPLAIN SELECT name FROM accounts")
