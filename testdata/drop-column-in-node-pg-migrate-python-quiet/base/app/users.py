def name_of(cursor, user_id):
    cursor.execute("SELECT email FROM users WHERE id = %s", (user_id,))
    return cursor.fetchone()[0]
