def name_of(cursor, tag):
    cursor.execute("SELECT * FROM tags WHERE id = %s", (tag,))
    row = cursor.fetchone()
    return row[2]


def listed(cursor):
    for tag, _, name in cursor.execute("SELECT * FROM tags ORDER BY id").fetchall():
        yield tag, name
