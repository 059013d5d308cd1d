from app.models import Person


async def find(address):
    return await Person.get(nick=address)


async def show(pk):
    person = await Person.get(id=pk)
    return person.phone, person.nick
