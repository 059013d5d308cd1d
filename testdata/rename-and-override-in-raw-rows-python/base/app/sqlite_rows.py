import sqlite3


def show(connection):
    connection.row_factory = sqlite3.Row
    for row in connection.execute("SELECT * FROM people ORDER BY id"):
        yield row["mail"]
