from peewee import CharField, Model


class Person(Model):
    phone = CharField(column_name="telephone")
    nick = CharField(column_name="handle")

    class Meta:
        table_name = "people"
