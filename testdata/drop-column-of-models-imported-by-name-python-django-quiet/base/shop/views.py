from django.http import JsonResponse

from shop.models import PartForm, Product


def by_maker(request, code):
    form = PartForm(maker_code=code)
    return JsonResponse({"ids": list(Product.objects.filter(code=form.maker_code).values_list("id", flat=True))})
