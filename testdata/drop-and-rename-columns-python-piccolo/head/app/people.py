from app.models import Person, Pet


async def login(address):
    person = await Person.objects().where(Person.email == address).first()
    return person.phone


async def called(nick):
    return await Person.select(Person.nick).where(Person.nick == nick)


async def add(address, nick):
    await Person(email=address, nick=nick).save()


async def names():
    return [pet.name for pet in await Pet.objects()]
