from django.db import connection
from django.http import JsonResponse

from shop.models import Product


def by_maker(request, code):
    Product.objects.update_or_create(name="new", maker_code=code)
    return JsonResponse({"ids": list(Product.objects.filter(maker_code=code).values_list("id", flat=True))})
