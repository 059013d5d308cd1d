from django.db import models

from . import fields
from .base import OwnModel


class UserTag(OwnModel):
    user = fields.ForeignKey("auth.User", on_delete=models.PROTECT)
    text = fields.CharField(max_length=40)
