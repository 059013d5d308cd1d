import psycopg


def kinds(connection: psycopg.Connection) -> list:
    return connection.execute("SELECT kind, count(*) FROM events_2024 GROUP BY kind").fetchall()


def latest(connection: psycopg.Connection) -> list:
    return connection.execute("SELECT kind FROM events_2025 ORDER BY at DESC LIMIT 5").fetchall()
