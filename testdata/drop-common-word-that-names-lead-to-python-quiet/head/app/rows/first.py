from app.rows.find import find


def first(cursor):
    return find(cursor, "carts")
