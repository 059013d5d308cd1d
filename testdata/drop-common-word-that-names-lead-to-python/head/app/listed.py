from app.lists import LISTED_COLUMNS


def listed(cursor):
    cursor.execute("SELECT " + LISTED_COLUMNS + " FROM orders")
    return cursor.fetchall()
