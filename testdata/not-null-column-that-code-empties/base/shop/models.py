from django.db import models


class Account(models.Model):
    email = models.TextField()
    phone = models.TextField(default="")
    note = models.TextField(null=True)

    class Meta:
        db_table = "accounts"
