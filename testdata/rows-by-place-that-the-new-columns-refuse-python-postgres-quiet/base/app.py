def close(db):
    return db.execute("""INSERT INTO tickets VALUES (1, 'open')""")


def close_by_view(db):
    return db.execute("""INSERT INTO ticket_states VALUES ('fresh', 1)""")


def account(db):
    return db.execute("""INSERT INTO accounts (owner, id) VALUES (1, 2)""")


def item(db):
    return db.execute("""INSERT INTO items (id, kind) VALUES (1, 'fresh')""")


def label(db):
    return db.execute("""SELECT name FROM labels WHERE name = 'x'""")


def change_label(db):
    return db.execute("""DELETE FROM labels WHERE name = 'y'""")


def log(db):
    return db.execute("""INSERT INTO logs (id, text) VALUES (1, 'text')""")
