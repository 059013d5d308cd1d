from django.db import models


class Entry(models.Model):
    what = models.TextField()

    class Meta:
        db_table = "audit_log"


def record(what):
    Entry.objects.create(what=what)
