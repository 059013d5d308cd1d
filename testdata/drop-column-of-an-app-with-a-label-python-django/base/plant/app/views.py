from django.http import JsonResponse

from plant.app.models import Product


def by_maker(request, code):
    return JsonResponse({"ids": list(Product.objects.filter(maker_code=code).values_list("id", flat=True))})
