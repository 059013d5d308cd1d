from django.db import models
from solo.models import SingletonModel


class Setting(SingletonModel):
    name = models.CharField(max_length=20, null=True)
