from django.db import models


class Team(models.Model):
    code = models.CharField(max_length=10, unique=True)

    class Meta:
        db_table = "teams"


class Person(models.Model):
    phone = models.CharField(max_length=40, db_column="telephone")
    nick = models.CharField(max_length=40, db_column="handle")
    boss = models.ForeignKey("self", db_column="boss_ref", on_delete=models.CASCADE)

    class Meta:
        db_table = "people"
