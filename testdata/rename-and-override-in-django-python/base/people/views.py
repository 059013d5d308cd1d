from .models import Person


def find(address):
    return Person.objects.get(email=address)


def show(pk):
    person = Person.objects.get(pk=pk)
    return person.phone, person.nick, person.boss_id, person.team_id
