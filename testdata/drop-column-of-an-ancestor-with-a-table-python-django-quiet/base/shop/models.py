from django.db import models


class Named(models.Model):
    name = models.CharField(max_length=100)

    class Meta:
        abstract = True


class Product(Named):
    maker_code = models.CharField(max_length=20, null=True)
    asin = models.CharField(max_length=20, null=True)


class Book(Product):
    isbn = models.CharField(max_length=20, null=True)


class ShownProduct(Product):
    class Meta:
        proxy = True
