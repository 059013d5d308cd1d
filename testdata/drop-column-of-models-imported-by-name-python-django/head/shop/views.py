from django.http import JsonResponse

from shop.models import Product


def by_maker(request, code):
    return JsonResponse({"ids": list(Product.objects.filter(maker_code=code).values_list("id", flat=True))})
