from tortoise import fields
from tortoise.models import Model


class Person(Model):
    id = fields.IntField(primary_key=True)
    nick = fields.CharField(max_length=40, null=True, source_field="nickname")
    born = fields.DateField(null=True)

    class Meta:
        table = "people"


class Pet(Model):
    id = fields.IntField(primary_key=True)
    owner = fields.ForeignKeyField("models.Person", related_name="pets")
    title = fields.CharField(max_length=40, source_field="label")
