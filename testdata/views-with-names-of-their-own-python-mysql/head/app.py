def read(db):
    db.execute("SELECT * FROM v_listed")
    db.execute("SELECT how_many() AS n")


def write(db):
    db.execute("INSERT INTO notes VALUES (100, 'text', 3)")
