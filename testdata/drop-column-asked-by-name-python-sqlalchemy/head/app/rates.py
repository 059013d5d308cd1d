from sqlalchemy import insert, select
from sqlalchemy.orm import aliased

from app.models import Post


def best():
    other = aliased(Post)
    return select(other.rating)


def named(row: Post):
    return getattr(row, "rating", None)


def core():
    return select(Post.__table__.c.rating)


def put(session):
    session.execute(insert(Post), [{"id": 1, "rating": 3}])
    session.bulk_update_mappings(Post, [{"id": 1, "rating": 3}])
