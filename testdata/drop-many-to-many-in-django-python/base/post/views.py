from .models import Mail


def of(user):
    return Mail.objects.filter(receivers=user)
