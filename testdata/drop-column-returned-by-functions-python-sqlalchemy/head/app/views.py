from sqlalchemy import select

from app.models import User
from app.store import all_users, find_user


def by_function(session):
    return find_user(session, 1).email


def by_list(session):
    return [user.email for user in all_users(session)]


def by_statement(session):
    rows = session.execute(select(User).where(User.id > 1)).scalars().all()
    for row in rows:
        print(row.email)


def by_scalars(session):
    one = session.scalars(select(User)).one()
    return one.email

