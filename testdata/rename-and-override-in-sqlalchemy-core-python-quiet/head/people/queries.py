from sqlalchemy import select

from people.tables import people


def find(connection, address):
    return connection.execute(select(people.c.phone, people.c.nick).where(people.c.nick == address)).one()


def add(connection, address):
    connection.execute(people.insert().values(nick=address, phone=""))
