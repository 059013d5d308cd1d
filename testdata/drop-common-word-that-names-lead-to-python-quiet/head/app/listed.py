from app.lists import LISTED_COLUMNS


def listed(cursor):
    cursor.execute("SELECT " + LISTED_COLUMNS + " FROM carts")
    return cursor.fetchall()
