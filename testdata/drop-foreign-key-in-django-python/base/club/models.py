from django.db import models


class Team(models.Model):
    name = models.CharField(max_length=40)


class Member(models.Model):
    email = models.EmailField()
    rank = models.IntegerField(default=0)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="members")
