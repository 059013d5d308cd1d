from app.tables import KEPT_TABLE


def kept_names(cursor):
    cursor.execute("SELECT name FROM " + KEPT_TABLE)
    return cursor.fetchall()
