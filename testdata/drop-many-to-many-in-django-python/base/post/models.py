from django.db import models


class User(models.Model):
    pass


class Mail(models.Model):
    receivers = models.ManyToManyField(User, related_name="mails")
