def ids(db):
    return db.execute("""WITH recent (login) AS (SELECT id FROM short) SELECT login FROM recent""")


def ones(db):
    return db.execute("""SELECT name FROM users""")


def teams(db):
    return db.execute("""SELECT id FROM teams""")
