def sign_up(conn, email, password_hash):
    with conn.cursor() as cursor:
        cursor.execute(
            "INSERT INTO users (email, password_hash) VALUES (%s, %s)",
            (email, password_hash),
        )
