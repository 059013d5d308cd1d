import psycopg
from shop.auth import app


@app.get("/report")
def report():
    cursor = psycopg.connect().cursor()
    cursor.execute(
        "SELECT username FROM users ORDER BY id")
    return cursor.fetchall()
