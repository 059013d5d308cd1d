from tortoise import fields
from tortoise.models import Model


class Person(Model):
    email = fields.CharField(max_length=40, source_field="mail")
    phone = fields.CharField(max_length=40)
    nick = fields.CharField(max_length=40, source_field="handle")

    class Meta:
        table = "people"
