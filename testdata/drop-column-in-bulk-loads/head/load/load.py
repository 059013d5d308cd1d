from psycopg2 import sql


def load(cursor, file):
    cursor.copy_from(file, "posts", columns=("id", "rating"))


def ratings(cursor):
    cursor.execute(sql.SQL("SELECT rating FROM {}").format(sql.Identifier("posts")))
