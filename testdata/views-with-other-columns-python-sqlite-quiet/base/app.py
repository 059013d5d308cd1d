def ids(db):
    return db.execute("""WITH recent (login) AS (SELECT id FROM short) SELECT login FROM recent""")


def ones(db):
    return db.execute("""SELECT one FROM named""")


def teams(db):
    return db.execute("""SELECT id FROM all_teams""")


def more_teams(db):
    return db.execute("""SELECT id FROM over_teams""")
