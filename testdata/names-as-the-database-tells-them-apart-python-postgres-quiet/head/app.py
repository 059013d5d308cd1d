def run(db):
    db.execute("SELECT email FROM users")
    db.execute("SELECT \"email\" FROM users")
    db.execute("SELECT b.id FROM buyers b")
    db.execute("SELECT name FROM app.items")
    db.execute("SELECT o.sum FROM (SELECT id, count(*) AS sum FROM orders GROUP BY id) o JOIN users u ON u.id = o.id")
    db.execute("SELECT email FROM orders NATURAL JOIN users")
    db.execute("INSERT INTO slots (id, kind, place) VALUES (1, %s, 2)", ("a",))
    db.execute("INSERT INTO slots VALUES (1)")
