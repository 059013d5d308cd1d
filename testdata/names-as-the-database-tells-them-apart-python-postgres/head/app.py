def run(db):
    db.execute("SELECT \"Email\" FROM users")
    db.execute("SELECT twice FROM users")
    db.execute("SELECT b.email FROM buyers b")
    db.execute("SELECT name FROM items")
    db.execute("SELECT sum FROM (SELECT id, count(*) AS sum FROM orders GROUP BY id) o JOIN users u ON u.id = o.id")
    db.execute("SELECT o.id FROM orders o JOIN users u ON email IS NOT NULL")
    db.execute("INSERT INTO slots VALUES (1, %s, 2)", ("a",))
