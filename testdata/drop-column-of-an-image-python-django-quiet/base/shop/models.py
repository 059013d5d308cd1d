from django.db import models
from imagekit.models import ImageSpecField, ProcessedImageField


class Product(models.Model):
    name = models.CharField(max_length=20, null=True)
    photo = models.CharField(max_length=20, null=True)
    thumbnail = ImageSpecField(source="photo")
