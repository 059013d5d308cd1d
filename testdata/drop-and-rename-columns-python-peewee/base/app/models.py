from peewee import CharField, DateField, ForeignKeyField, Model, SqliteDatabase

db = SqliteDatabase("people.db")


class BaseModel(Model):
    class Meta:
        database = db


class Person(BaseModel):
    email = CharField(column_name="mail")
    phone = CharField(null=True)
    nick = CharField(null=True)
    born = DateField(null=True)

    class Meta:
        table_name = "people"


class Pet(BaseModel):
    owner = ForeignKeyField(Person, backref="pets")
    name = CharField()
