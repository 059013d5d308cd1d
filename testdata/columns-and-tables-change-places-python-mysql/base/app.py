def add(db):
    db.execute("INSERT INTO users VALUES (1, 'a', 'b')")
    db.execute("INSERT INTO names (id, name) VALUES (1, 'a')")


def totals(db):
    return db.execute("SELECT * FROM totals")


def titles(db):
    return db.execute("SELECT (SELECT max(title) FROM orders) FROM (SELECT note AS title FROM users) t CROSS JOIN guests")
