from tortoise import fields
from tortoise.models import Model


class Person(Model):
    id = fields.IntField(primary_key=True)
    email = fields.CharField(max_length=200, source_field="mail")
    phone = fields.CharField(max_length=40, null=True)
    nick = fields.CharField(max_length=40, null=True)
    born = fields.DateField(null=True)

    class Meta:
        table = "people"


class Pet(Model):
    id = fields.IntField(primary_key=True)
    owner = fields.ForeignKeyField("models.Person", related_name="pets")
    name = fields.CharField(max_length=40)
