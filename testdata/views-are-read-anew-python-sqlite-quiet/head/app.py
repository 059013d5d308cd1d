def all(db):
    return db.execute("SELECT id, login FROM everybody WHERE id = 1")


def label(db):
    return db.execute("SELECT label FROM labels WHERE id = 1")


def log(db, text):
    db.execute("INSERT INTO log_entries (text) VALUES (?)", (text,))
    return db.execute("SELECT text FROM logs")
