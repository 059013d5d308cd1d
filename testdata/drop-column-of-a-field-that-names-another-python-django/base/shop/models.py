from django.db import models

from shop.fields import SortField


class Rack(models.Model):
    name = models.CharField(max_length=100)
    _name = SortField(target_field="name", max_length=100, blank=True)
