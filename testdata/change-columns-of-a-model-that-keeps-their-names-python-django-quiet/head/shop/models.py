from django.db import models

from shop.money import MoneyField


class Category(models.Model):
    name = models.CharField(max_length=80)

    class Meta:
        db_table = "categories"


class Voucher(models.Model):
    code = models.CharField(max_length=20)
    total_amount = models.DecimalField()
    total = MoneyField(amount_field="total_amount", currency="EUR")
    categories = models.ManyToManyField(Category)

    class Meta:
        db_table = "vouchers"


class Option(models.Model):
    voucher = models.ForeignKey(Voucher, on_delete=models.CASCADE, related_name="options")
    name = models.TextField()

    class Meta:
        db_table = "options"
