from peewee import CharField, DateField, ForeignKeyField, Model, SqliteDatabase

db = SqliteDatabase("people.db")


class BaseModel(Model):
    class Meta:
        database = db


class Person(BaseModel):
    nick = CharField(column_name="nickname", null=True)
    born = DateField(null=True)

    class Meta:
        table_name = "people"


class Pet(BaseModel):
    owner = ForeignKeyField(Person, backref="pets")
    title = CharField(column_name="label")
