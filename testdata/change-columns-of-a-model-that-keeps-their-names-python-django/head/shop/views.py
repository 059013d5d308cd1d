from shop.models import Voucher


def shown(code):
    voucher = Voucher.objects.get(code=code)
    return voucher.total, voucher.options


def categories():
    return Voucher.objects.values_list("category_id", flat=True)
