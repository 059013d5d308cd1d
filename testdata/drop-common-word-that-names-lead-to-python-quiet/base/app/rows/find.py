def find(cursor, table):
    cursor.execute(f"SELECT name FROM {table} WHERE id = 1")
    return cursor.fetchone()
