from psycopg2 import sql


def load(cursor, file):
    cursor.copy_from(file, "reviews", columns=("id", "rating"))


def ratings(cursor):
    cursor.execute(sql.SQL("SELECT rating FROM {}").format(sql.Identifier("reviews")))
