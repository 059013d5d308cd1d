from peewee import CharField, Model


class Person(Model):
    email = CharField(column_name="mail")
    phone = CharField()
    nick = CharField(column_name="handle")

    class Meta:
        table_name = "people"
