from django.db import models


class OwnModel(models.Model):
    class Meta:
        abstract = True
