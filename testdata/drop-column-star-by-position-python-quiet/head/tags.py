def first(cursor, tag):
    cursor.execute("SELECT * FROM tags WHERE id = %s", (tag,))
    row = cursor.fetchone()
    return row[0]


def listed(cursor):
    for tag, name in cursor.execute("SELECT id, name FROM tags ORDER BY id").fetchall():
        yield tag, name


def counted(cursor):
    cursor.execute("SELECT * FROM tags")
    a, b = cursor.fetchmany(2)
    return a, b
