from pony.orm import select

from app.models import Person, Pet


def login(address):
    person = Person.get(id=address)
    return person.born


def called(nick):
    return select(person for person in Person if person.nick == nick)


def add(address, nick):
    return Person(nick=nick)


def names():
    return Pet.select(lambda pet: pet.title != "")
