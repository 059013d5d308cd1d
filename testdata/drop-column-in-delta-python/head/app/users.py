def name_of(cursor, user_id):
    cursor.execute("SELECT username FROM users WHERE id = %s", (user_id,))
    return cursor.fetchone()[0]
