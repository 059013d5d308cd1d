from django.http import JsonResponse

from shop.models import Book, ShownProduct


def by_maker(request, code):
    books = Book.objects.filter(asin=code)
    return JsonResponse({"books": [book.asin for book in books]})


def shown(request):
    return JsonResponse({"codes": list(ShownProduct.objects.values_list("asin", flat=True))})
