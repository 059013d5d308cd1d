from app.models import Person, Pet


def login(address):
    person = Person.get(Person.id == address)
    return person.born


def called(nick):
    return Person.select().where(Person.nick == nick)


def add(address, nick):
    return Person.create(nick=nick)


def names():
    return [pet.title for pet in Pet.select()]
