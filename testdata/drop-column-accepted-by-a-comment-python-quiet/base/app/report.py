def names(connection):
    return connection.execute("SELECT nickname FROM users").fetchall()
