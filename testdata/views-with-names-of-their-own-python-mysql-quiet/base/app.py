def read(db):
    db.execute("SELECT * FROM v_listed")
    db.execute("SELECT * FROM v_ids")


def write(db):
    db.execute("INSERT INTO notes VALUES (100, 'text', 3)")
