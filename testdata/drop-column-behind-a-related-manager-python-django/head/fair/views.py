from .models import Talk


def liked():
    return Talk.objects.filter(reviews__score__gt=3)


def count(talk):
    return talk.reviews.filter(score=0).count()
