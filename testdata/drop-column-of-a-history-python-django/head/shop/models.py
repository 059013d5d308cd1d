from django.db import models
from simple_history.models import HistoricalRecords


class Tracked(models.Model):
    history = HistoricalRecords(inherit=True)

    class Meta:
        abstract = True


class Product(models.Model):
    maker_code = models.CharField(max_length=20, null=True)
    history = HistoricalRecords()


class Part(Tracked):
    maker_code = models.CharField(max_length=20, null=True)
