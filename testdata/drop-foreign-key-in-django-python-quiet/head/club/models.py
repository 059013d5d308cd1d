from django.db import models


class Team(models.Model):
    name = models.CharField(max_length=40)


class Member(models.Model):
    email = models.EmailField()

    class Meta:
        ordering = ["email"]
