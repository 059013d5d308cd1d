def add(db, name):
    db.execute("""INSERT INTO users (name) VALUES (%s) ON CONFLICT (name) DO NOTHING""", name)


def order(db, order):
    db.execute("""INSERT INTO orders (id) VALUES (%s)""", order)
