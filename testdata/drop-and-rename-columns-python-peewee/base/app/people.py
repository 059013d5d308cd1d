from app.models import Person, Pet


def login(address):
    person = Person.get(Person.email == address)
    return person.phone


def called(nick):
    return Person.select().where(Person.nick == nick)


def add(address, nick):
    return Person.create(email=address, nick=nick)


def names():
    return [pet.name for pet in Pet.select()]
