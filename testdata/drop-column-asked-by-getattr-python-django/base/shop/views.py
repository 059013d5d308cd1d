from django.http import JsonResponse
from django.shortcuts import get_object_or_404

from shop.models import Product


def by_maker(request, code):
    product = get_object_or_404(Product, pk=code)
    return JsonResponse({"code": getattr(product, "maker_code")})
