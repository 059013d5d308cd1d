from django.db import models


class SortField(models.CharField):
    def __init__(self, target_field, *args, **kwargs):
        self.target_field = target_field
        super().__init__(*args, **kwargs)
