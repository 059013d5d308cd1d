from typing import List

from django.shortcuts import get_object_or_404

from .models import Post


def shown(request, key):
    post = get_object_or_404(Post, id=key)
    return post.rating


def rate(request):
    post, made = Post.objects.get_or_create(title="x")
    post.rating = 3
    Post.objects.update_or_create(title="y", defaults=dict(rating=4))


def total(posts: List[Post]):
    return sum(post.rating for post in posts)


def label(post: "Post"):
    return post.rating
