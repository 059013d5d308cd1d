from app.models import Person


def find(address):
    return Person.get(Person.email == address)


def show(pk):
    person = Person.get_by_id(pk)
    return person.phone, person.nick
