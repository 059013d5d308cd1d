from sqlalchemy import select

from people.models import Person
from people.teams import Team


def find(session, address):
    return session.scalars(select(Person).where(Person.nick == address)).one()


def show(session, pk):
    person = session.get(Person, pk)
    return person.phone, person.nick


def reach(session):
    return [person.contact for person in session.scalars(select(Person))]


def teams(session):
    return [(team.code, team.label) for team in session.exec(select(Team)).all()]
