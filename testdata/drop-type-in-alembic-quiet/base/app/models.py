from sqlalchemy import Column, Enum, Integer
from sqlalchemy.orm import declarative_base

Base = declarative_base()
moods = Enum("happy", "sad", name="mood")


class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)
    state = Column(moods, nullable=False)


def of_state(connection, state):
    return connection.exec_driver_sql("SELECT id FROM users WHERE state = %s::mood", (state,))
