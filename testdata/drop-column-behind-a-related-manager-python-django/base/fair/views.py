from .models import Review, Talk


def liked():
    return Talk.objects.filter(reviews__score__gt=3)


def count(talk):
    return talk.reviews.filter(score=0).count()


def low():
    reviews = Review.objects
    reviews = reviews.filter(score__lt=1)
    return reviews.count()
