from django.db import connection, migrations


def run(name):
    with open("sqls/" + name) as sql, connection.cursor() as cursor:
        cursor.execute(sql.read())


class Migration(migrations.Migration):
    dependencies = [("shop", "0002_codes")]
    operations = [migrations.RunPython(lambda apps, editor: run("0003_product_codes.sql"), lambda apps, editor: run("0002_product_codes.sql"))]
