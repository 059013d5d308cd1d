def read(db):
    db.execute("SELECT id, name FROM users")
    db.execute("SELECT t1.* FROM users t1 JOIN items t2 ON t1.id = t2.id ORDER BY name DESC LIMIT 3")
    db.execute("SELECT id FROM people NATURAL JOIN letters t1 ORDER BY \"Email\" DESC LIMIT 3")


def write(db):
    db.execute("UPDATE orders SET (id, kind) = (1, 'open')")
    db.execute("INSERT INTO numbers (id) VALUES (100)")
    db.execute("INSERT INTO first VALUES (100, 'text')")
