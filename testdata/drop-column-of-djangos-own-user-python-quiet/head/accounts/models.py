from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    first_name = None
    is_staff = None
