from django.db import models

from shop.fields import SortField


class Rack(models.Model):
    name = models.CharField(max_length=100)
    label = SortLabel(name_field="name")
