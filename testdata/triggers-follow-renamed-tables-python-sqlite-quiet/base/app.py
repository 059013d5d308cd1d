def drop(db):
    db.execute("DELETE FROM orders WHERE id = 1")


def large(db):
    return db.execute("SELECT users.name FROM users JOIN orders ON orders.total > 10 JOIN items ON order_id = orders.id")


def forget(db):
    return db.execute("UPDATE orders AS o SET total = 0 RETURNING orders.id")


def amounts(db):
    return db.execute("SELECT one.amount FROM one NATURAL JOIN two one")
