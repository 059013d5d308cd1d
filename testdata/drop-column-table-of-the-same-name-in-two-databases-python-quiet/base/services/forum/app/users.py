def names(cursor):
    cursor.execute("SELECT email FROM users")
    return cursor.fetchall()
