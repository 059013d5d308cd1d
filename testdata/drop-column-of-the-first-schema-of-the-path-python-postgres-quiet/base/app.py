def notes(db):
    return db.execute("""SELECT note FROM public.users""")


def names(db):
    return db.execute("""SELECT name FROM users""")
