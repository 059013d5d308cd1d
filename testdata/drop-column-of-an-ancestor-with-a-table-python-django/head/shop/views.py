from django.http import JsonResponse

from shop.models import Book, ShownProduct


def by_maker(request, code):
    books = Book.objects.filter(maker_code=code)
    return JsonResponse({"books": [book.maker_code for book in books]})


def shown(request):
    return JsonResponse({"codes": list(ShownProduct.objects.values_list("maker_code", flat=True))})
