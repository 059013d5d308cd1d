from django.db import connection
from django.http import JsonResponse

from shop.models import Product


def by_maker(request, code):
    connection.cursor().execute("INSERT INTO shop_product (name) VALUES (%s)", [code])
    return JsonResponse({"ids": list(Product.objects.filter(maker_code=code).values_list("id", flat=True))})
