from shop.models import Account


def clear(request, pk):
    Account.objects.filter(pk=pk).update(phone=None)


def clear_one(request, pk):
    account = Account.objects.get(pk=pk)
    account.phone = None
    account.save()


def new(request):
    return Account.objects.create(email="a@example.com", phone=None)


def listed(request):
    rows = Account.objects.filter(phone=None)
    return [row.phone for row in rows] + [Account.objects.create(email="b", phone="0")]
