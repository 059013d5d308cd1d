from tortoise import fields
from tortoise.models import Model


class Person(Model):
    phone = fields.CharField(max_length=40, source_field="telephone")
    nick = fields.CharField(max_length=40, source_field="handle")

    class Meta:
        table = "people"
