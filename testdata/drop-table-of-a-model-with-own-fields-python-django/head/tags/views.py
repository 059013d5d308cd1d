from tags.models.tag import UserTag


def tags_of(user):
    return UserTag.objects.filter(user=user)
