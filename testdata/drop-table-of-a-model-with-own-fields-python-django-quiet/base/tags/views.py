from tags.models.tag import UserTag


def tags_of(user):
    return UserTag(user=user)
