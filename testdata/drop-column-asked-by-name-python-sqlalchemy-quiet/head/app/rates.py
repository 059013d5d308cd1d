from sqlalchemy import insert, select
from sqlalchemy.orm import aliased

from app.models import Review


def best():
    other = aliased(Review)
    return select(other.rating)


def named(row: Review):
    return getattr(row, "rating", None)


def core():
    return select(Review.__table__.c.rating)


def put(session):
    session.execute(insert(Review), [{"id": 1, "rating": 3}])
    session.bulk_update_mappings(Review, [{"id": 1, "rating": 3}])
