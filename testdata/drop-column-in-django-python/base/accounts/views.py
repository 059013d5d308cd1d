from .models import User


def greet(email):
    user = User.objects.filter(nickname__isnull=False).get(email=email)
    return user.nickname
