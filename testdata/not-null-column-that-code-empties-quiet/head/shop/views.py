from shop.models import Account


def clear(request, pk):
    Account.objects.filter(pk=pk).update(note=None)


def clear_one(request, pk):
    account = Account.objects.get(pk=pk)
    account.note = None
    account.save()


def new(request):
    return Account.objects.create(email="a@example.com", note=None)


def listed(request):
    rows = Account.objects.filter(phone=None)
    return [row.phone for row in rows] + [Account.objects.create(email="b", phone="0")]
