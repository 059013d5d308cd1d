from django.db import connection, migrations


def run(name):
    with open("sqls/" + name) as sql, connection.cursor() as cursor:
        cursor.execute(sql.read())


class Migration(migrations.Migration):
    dependencies = [("shop", "0003_codes")]
    operations = [migrations.RunPython(lambda apps, editor: run("0004_names.sql"), lambda apps, editor: run("0001_none.sql"))]
