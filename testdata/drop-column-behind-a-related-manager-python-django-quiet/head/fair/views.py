from .models import Talk


def liked(sheet):
    return Talk.objects.filter(reviews__stars__gt=3), sheet.notes.filter(score=0)


def count(talk):
    return talk.reviews.filter(stars=0).count()
