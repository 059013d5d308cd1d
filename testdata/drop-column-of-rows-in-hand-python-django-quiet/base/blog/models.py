from django.db import models


class PostQuerySet(models.QuerySet):
    def best(self):
        return self.filter(title__gt=3)


class Post(models.Model):
    title = models.TextField()

    objects = PostQuerySet.as_manager()

    class Meta:
        db_table = "posts"


class ReviewQuerySet(models.QuerySet):
    def best(self):
        return self.filter(rating__gt=3)


class Review(models.Model):
    rating = models.IntegerField()

    objects = ReviewQuerySet.as_manager()
