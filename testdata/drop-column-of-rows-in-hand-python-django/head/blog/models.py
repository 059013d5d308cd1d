from django.db import models


class PostQuerySet(models.QuerySet):
    def best(self):
        return self.filter(rating__gt=3)


class Post(models.Model):
    title = models.TextField()
    rating = models.IntegerField()

    objects = PostQuerySet.as_manager()

    class Meta:
        db_table = "posts"
