from app.models import Person, Pet


async def login(address):
    person = await Person.objects().where(Person.id == address).first()
    return person.born


async def called(nick):
    return await Person.select(Person.nick).where(Person.nick == nick)


async def add(address, nick):
    await Person(nick=nick).save()


async def names():
    return [pet.title for pet in await Pet.objects()]
