def notes(db):
    return db.execute("SELECT note FROM everybody WHERE id = 1")


def name(db):
    return db.execute("SELECT n.name FROM names n WHERE n.id = 1")


def log(db, text):
    db.execute("INSERT INTO logs (text) VALUES (?)", (text,))
