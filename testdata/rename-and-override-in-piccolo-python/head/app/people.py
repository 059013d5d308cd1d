from app.models import Person


async def find(address):
    return await Person.objects().where(Person.email == address).first()


async def show(pk):
    person = await Person.objects().get(Person.id == pk)
    return person.phone, person.nick
