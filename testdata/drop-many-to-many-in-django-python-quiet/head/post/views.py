from .models import Mail


def of(mail):
    return Mail.objects.get(pk=mail).receivers
