TABLE = "users"
COLUMNS = "id, username"


def users(cursor):
    cursor.execute(f"SELECT {COLUMNS} FROM {TABLE} WHERE id > %s", (0,))
    return cursor.fetchall()
