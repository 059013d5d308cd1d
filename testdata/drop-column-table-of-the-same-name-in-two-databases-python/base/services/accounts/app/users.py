def names(cursor):
    cursor.execute("SELECT username FROM users")
    return cursor.fetchall()
