from django.db import models


class User(models.Model):
    username = models.CharField(max_length=255)

    class Meta:
        db_table = "users"


class Order(models.Model):
    user = models.ForeignKey(User, on_delete=models.CASCADE)

    class Meta:
        db_table = "orders"


def of(name):
    return Order.objects.filter(user__username=name).order_by("-id")
