from django.http import JsonResponse

from shop.models import Product


def by_maker(request, code):
    changes = Product.history.filter(maker_code=code)
    return JsonResponse({"dates": list(changes.values_list("history_date", flat=True))})
