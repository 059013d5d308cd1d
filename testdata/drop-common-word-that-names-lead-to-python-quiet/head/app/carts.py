def carts(cursor):
    cursor.execute("SELECT name FROM carts")
    return cursor.fetchall()
