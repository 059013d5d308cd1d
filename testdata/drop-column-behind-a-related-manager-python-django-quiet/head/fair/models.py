from django.db import models


class Talk(models.Model):
    title = models.CharField(max_length=200)

    class Meta:
        db_table = "talks"


class Review(models.Model):
    talk = models.ForeignKey(Talk, on_delete=models.CASCADE, related_name="reviews")
    stars = models.IntegerField()

    class Meta:
        db_table = "reviews"
