from django.db.models import Count, OuterRef

from .models import Member, Team


def join(team, email):
    return Member.objects.enlist(team=team, email=email)


def best():
    return Member.objects.annotate(rank=Count("id")).order_by("-rank")


def teams(board):
    return [team.rank for team in board.teams] + list(Team.objects.values("name"))


def outer():
    return Member.objects.filter(email=OuterRef("team_id"))
