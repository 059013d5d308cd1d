from typing import Optional

from sqlalchemy import select

from app.models import User


def find_user(session, pk) -> Optional[User]:
    return session.get(User, pk)


def all_users(session) -> list[User]:
    return session.execute(select(User)).scalars().all()
