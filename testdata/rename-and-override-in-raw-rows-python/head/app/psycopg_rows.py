from psycopg.rows import dict_row


def show(connection, pk):
    cursor = connection.cursor(row_factory=dict_row)
    cursor.execute("SELECT * FROM people WHERE id = %s", (pk,))
    row = cursor.fetchone()
    return row["phone"], row["born"]


def named(connection):
    with connection.cursor() as cursor:
        cursor.execute("SELECT telephone AS phone, p.* FROM people p")
        return [row["phone"] for row in cursor.fetchall()]
