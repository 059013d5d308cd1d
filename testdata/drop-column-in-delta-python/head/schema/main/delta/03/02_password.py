def run_create(cur, database_engine):
    if isinstance(database_engine, Sqlite3Engine):
        cur.execute("ALTER TABLE users DROP COLUMN email")
        return

    for column in ("password_hash",):
        cur.execute(f"ALTER TABLE users DROP COLUMN {column}")
