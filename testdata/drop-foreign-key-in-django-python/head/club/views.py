from .models import Member


def join(team, email):
    return Member.objects.create(team=team, email=email)


def best():
    members = Member.objects.filter(email__contains="@")
    return members.order_by("-rank")


def ranks():
    return [member.rank for member in Member.objects.all()]
