from sqlalchemy import Column, Enum, Text


class User(Base):
    __tablename__ = "users"
    id = Column(Text, primary_key=True)
    state = Column(Enum("happy", "sad", name="mood", native_enum=False))


def a(connection, cursor, state):
    cursor.execute("SELECT id FROM users WHERE state = %s", [state])
    cursor.execute("SELECT id AS mood, 'mood' FROM users WHERE name = 'mood'")
    log("app::mood", "the mood")
