def read(db):
    db.execute("SELECT orders.id FROM orders, accounts t1 JOIN users USING (total)")
