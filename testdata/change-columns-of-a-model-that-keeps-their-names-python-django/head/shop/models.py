from django.db import models

from shop.money import MoneyField


class Category(models.Model):
    name = models.CharField(max_length=80)

    class Meta:
        db_table = "categories"


class Voucher(models.Model):
    code = models.CharField(max_length=20)
    total = models.DecimalField()
    categories = models.ManyToManyField(Category)

    class Meta:
        db_table = "vouchers"


class Option(models.Model):
    voucher = models.ForeignKey(Voucher, on_delete=models.CASCADE, related_name="choices")
    name = models.TextField()

    class Meta:
        db_table = "options"
