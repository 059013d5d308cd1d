def close(db):
    return db.execute("""INSERT INTO tickets VALUES (1, 'done')""")


def close_by_view(db):
    return db.execute("""INSERT INTO ticket_states VALUES ('done', 1)""")


def account(db):
    return db.execute("""INSERT INTO accounts VALUES (1)""")


def item(db):
    return db.execute("""INSERT INTO items VALUES (1, 2, 'fresh')""")


def label(db):
    return db.execute("""INSERT INTO labels (id, name) VALUES (1, 'x')""")


def change_label(db):
    return db.execute("""UPDATE labels SET name = 'y'""")


def log(db):
    return db.execute("""INSERT INTO logs (id, text) VALUES (1, DEFAULT)""")
