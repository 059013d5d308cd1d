from django.db import models


class ForeignKey(models.ForeignKey):
    pass


class CharField(models.CharField):
    pass
