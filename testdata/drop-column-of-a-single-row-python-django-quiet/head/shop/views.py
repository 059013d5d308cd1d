from django.http import JsonResponse

from shop.models import Setting


def by_maker(request, code):
    setting = Setting.get_solo()
    return JsonResponse({"code": setting.name})
