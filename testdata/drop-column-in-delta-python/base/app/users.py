def name_of(cursor, user_id):
    cursor.execute("SELECT username FROM users WHERE id = %s", (user_id,))
    return cursor.fetchone()[0]


def is_known(cursor, user_id, value):
    cursor.execute("SELECT 1 FROM users WHERE id = %s AND password_hash = %s", (user_id, value))
    return cursor.fetchone() is not None
