from django.db import models as db
from django.db.models import CharField, Model


class Product(Model):
    maker_code = CharField(max_length=20, null=True)


class Part(db.Model):
    maker_code = db.CharField(max_length=20, null=True)
