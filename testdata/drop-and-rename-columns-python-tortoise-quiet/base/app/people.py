from app.models import Person, Pet


async def login(address):
    person = await Person.get_or_none(id=address)
    return person.born


async def called(nick):
    return await Person.filter(nick__icontains=nick).order_by("-nick")


async def add(address, nick):
    return await Person.create(nick=nick)


async def names():
    return [pet.title for pet in await Pet.all()]
