from app.tables import ORDERS_TABLE


def names(cursor):
    cursor.execute(f"SELECT name FROM {ORDERS_TABLE}")
    return cursor.fetchall()
