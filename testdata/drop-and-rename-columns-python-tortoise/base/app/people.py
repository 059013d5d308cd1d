from app.models import Person, Pet


async def login(address):
    person = await Person.get_or_none(email=address)
    return person.phone


async def called(nick):
    return await Person.filter(nick__icontains=nick).order_by("-nick")


async def add(address, nick):
    return await Person.create(email=address, nick=nick)


async def names():
    return [pet.name for pet in await Pet.all()]
