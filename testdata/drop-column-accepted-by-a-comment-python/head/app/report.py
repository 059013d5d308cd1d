def names(connection):
    # migcheck: allow column-stil-used: this report is switched off since March
    return connection.execute("SELECT nickname FROM users").fetchall()
