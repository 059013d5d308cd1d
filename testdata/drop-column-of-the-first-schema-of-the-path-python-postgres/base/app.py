def notes(db):
    return db.execute("""SELECT note FROM users""")
