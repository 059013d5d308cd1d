from .models import Review, Talk


def liked(sheet):
    return Talk.objects.filter(reviews__stars__gt=3), sheet.notes.filter(score=0)


def count(talk):
    return talk.reviews.filter(stars=0).count()


def low(sheets):
    reviews = Review.objects
    reviews = sheets.notes
    return reviews.filter(score__lt=1).count()
