from typing import List

from django.shortcuts import get_object_or_404

from .models import Post, Review


def shown(request, key):
    post = get_object_or_404(Review, id=key)
    return post.rating


def rate(request):
    post, made = Post.objects.get_or_create(title="x")
    post.title = 3
    Post.objects.update_or_create(title="y", defaults=dict(title=4))


def total(posts: List[Review]):
    return sum(post.rating for post in posts)


def label(post: "Review"):
    return post.rating
