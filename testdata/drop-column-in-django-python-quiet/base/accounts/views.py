from .models import User


def greet(email):
    user = User.objects.get(email=email)
    return user.email
