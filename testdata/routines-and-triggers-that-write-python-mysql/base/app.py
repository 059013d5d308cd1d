def totals(db):
    db.execute("UPDATE users, accounts SET users.name = 'x' WHERE accounts.total = 1")


def add(db):
    db.execute("INSERT INTO names VALUES ('note', 'name', 1)")


def explain(db):
    db.execute("EXPLAIN SELECT total FROM accounts")
