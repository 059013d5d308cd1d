from app.models import Person


def find(address):
    return Person.get(email=address)


def show(pk):
    person = Person.get(id=pk)
    return person.phone, person.nick
