from django.db import models as db
from django.db.models import Model
from pydantic import BaseModel
from wtforms.fields import CharField


class Product(Model):
    name = None


class Part(db.Model):
    name = None


class PartForm(BaseModel):
    maker_code = CharField(max_length=20, null=True)
