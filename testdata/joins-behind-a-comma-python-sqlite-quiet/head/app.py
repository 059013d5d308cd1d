def read(db):
    db.execute("SELECT orders.id FROM orders, accounts t1 JOIN users USING (total)")
    db.execute("SELECT t1.id FROM users t1, orders t2 JOIN (SELECT id AS name FROM accounts) t3 USING (name)")
