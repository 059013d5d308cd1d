from django.db import models


class Customer(models.Model):
    email = models.CharField(max_length=200)
    alias = models.CharField(max_length=80, db_column="nickname", null=True)
